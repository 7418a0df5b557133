def plans(plant):
    return []
