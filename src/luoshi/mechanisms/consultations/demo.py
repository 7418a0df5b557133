"""Consultations in the demonstration plant."""

from luoshi.web.plant import Plan, Plant


def plans(plant: Plant) -> list[Plan]:
    """Nothing yet."""
    return []
