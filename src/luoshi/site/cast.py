"""The people of the demonstration plant: all invented. The first four are the fixed cast of the tests; then one for each other role."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Played:
    """Staff number, name, home unit, post, and the roles held beside worker as (role, unit)."""

    staff_no: str
    name: str
    unit: str
    post: str
    roles: tuple[tuple[str, str], ...] = ()


CAST = (
    Played("10001", "邱建平", "WATER", "水处理车间主任", (("unit_leader", "WATER"),)),
    Played("20416", "王海生", "WATER-C", "运行工"),
    Played("20102", "李国栋", "EQUIP", "设备工程师"),
    Played("20731", "赵永清", "GAS-A", "煤气工"),
    Played("20417", "刘芳", "WATER-C", "班长", (("team_leader", "WATER-C"),)),
    Played("20110", "陈立", "EQUIP", "设备管理员", (("handler", "EQUIP"),)),
    Played("10012", "周启明", "ENERGY", "党支部书记", (("branch_secretary", "WATER"),)),
    Played("20233", "孙梅", "SAFETY", "安全员", (("safety_officer", "ENERGY"),)),
    Played("20305", "何志远", "ROOT", "财务科核算员", (("finance_verifier", "ROOT"),)),
    Played("20308", "韩雪", "ROOT", "纪检监督员", (("inspector", "ROOT"),)),
    Played("10003", "马骏", "ROOT", "工会主席", (("named_recipient", "ROOT"),)),
    Played("90001", "高军", "ROOT", "系统管理员", (("system_admin", "ROOT"),)),
    Played("90002", "罗平", "ROOT", "安全保密管理员", (("security_admin", "ROOT"),)),
    Played("90003", "徐朗", "ROOT", "审计管理员", (("audit_admin", "ROOT"),)),
    Played("80011", "吴建国", "CONTRACTOR", "保温承包商", (("outsider", "CONTRACTOR"),)),
    Played("30010", "苏敏", "REF-UNION", "工会干事", (("handler", "REF-UNION"),)),
    Played("30001", "林远山", "REFINERY", "炼油厂厂长", (("unit_leader", "REFINERY"),)),
)
OTHERS = (
    Played("10000", "郑国安", "ROOT", "总经理", (("unit_leader", "ROOT"),)),
    Played("20602", "谭林", "LOGISTICS", "车队调度"),
    Played("10002", "唐立新", "ENERGY", "能源环保部部长", (("unit_leader", "ENERGY"),)),
    Played("20418", "丁一鸣", "WATER-C", "运行工"),
    Played("20419", "宋佳", "WATER-C", "运行工"),
    Played("20420", "郭强", "WATER-C", "化验工"),
    Played("20421", "钱进", "WATER-D", "班长", (("team_leader", "WATER-D"),)),
    Played("20422", "冯涛", "WATER-D", "运行工"),
    Played("20103", "何勇", "FITTERS", "钳工一班班长", (("team_leader", "FITTERS"),)),
    Played("20104", "许亮", "FITTERS", "钳工"),
    Played("20105", "姚斌", "FITTERS", "电工"),
    Played("10021", "张敬", "GAS", "燃气车间主任", (("unit_leader", "GAS"),)),
    Played("20732", "孔祥", "GAS-A", "班长", (("team_leader", "GAS-A"),)),
    Played("10031", "沈刚", "POWER", "动力车间主任", (("unit_leader", "POWER"),)),
    Played("20801", "韩东", "POWER-B", "班长", (("team_leader", "POWER-B"),)),
    Played("20802", "蔡文", "POWER-B", "空压工"),
    Played("20501", "方敏", "SPARES", "备件计划员"),
    Played("20601", "曹建", "LOGISTICS", "后勤管理员", (("handler", "LOGISTICS"),)),
    Played("10041", "邓辉", "STEEL", "炼钢厂厂长", (("unit_leader", "STEEL"),)),
    Played("20901", "彭飞", "STEEL-1", "班长", (("team_leader", "STEEL-1"),)),
    Played("20902", "曾凯", "STEEL-1", "炼钢工"),
    Played("20903", "谢军", "STEEL-OFFICE", "点检员", (("handler", "STEEL-OFFICE"),)),
    Played("20904", "董力", "STEEL-OFFICE", "机械点检"),
    Played("30002", "贺兰亭", "REFINERY", "炼油厂党委书记", (("branch_secretary", "REFINERY"),)),
    Played("30011", "江川", "REF-UNION", "工会副主席", (("unit_leader", "REF-UNION"),)),
    Played("30020", "骆明", "REF-PROD", "生产处处长", (("unit_leader", "REF-PROD"),)),
    Played("30021", "梅晓东", "REF-PROD", "生产调度"),
    Played("30030", "秦立军", "REF-EQUIP", "机动处处长", (("unit_leader", "REF-EQUIP"),)),
    Played("30031", "卢伟", "REF-EQUIP", "设备工程师"),
    Played("30040", "白洁", "REF-HSE", "安环处处长", (("unit_leader", "REF-HSE"),)),
    Played("30041", "范宁", "REF-HSE", "安全工程师"),
    Played("30050", "柳青", "REF-HR", "人事教育处处长", (("unit_leader", "REF-HR"),)),
    Played("30051", "顾盼", "REF-HR", "薪酬主管"),
    Played("30060", "石磊", "REF-ADMIN", "行政处处长", (("unit_leader", "REF-ADMIN"),)),
    Played("30061", "尹航", "REF-ADMIN", "食堂与班车管理"),
)
UNITS = (
    ("ENERGY", "能源环保部", "能环", "ROOT", ""),
    ("WATER", "水处理车间", "水处理", "ENERGY", ""),
    ("WATER-C", "水处理丙班", "", "WATER", ""),
    ("WATER-D", "水处理丁班", "", "WATER", ""),
    ("GAS", "燃气车间", "燃气", "ENERGY", ""),
    ("GAS-A", "燃气甲班", "", "GAS", ""),
    ("POWER", "动力车间", "动力", "ENERGY", ""),
    ("POWER-B", "动力乙班", "", "POWER", ""),
    ("EQUIP", "设备管理室", "设备", "ENERGY", "ENERGY"),
    ("FITTERS", "钳工一班", "", "EQUIP", ""),
    ("SPARES", "备件室", "备件", "ENERGY", ""),
    ("SAFETY", "安全室", "安全", "ENERGY", ""),
    ("STEEL", "炼钢厂", "炼钢", "ROOT", ""),
    ("STEEL-1", "炼钢一班", "", "STEEL", ""),
    ("STEEL-OFFICE", "炼钢设备室", "", "STEEL", "STEEL"),
    ("LOGISTICS", "后勤科", "后勤", "ROOT", "ROOT"),
    ("CONTRACTOR", "外协单位", "外协", "ROOT", ""),
    ("REFINERY", "炼油厂", "炼油", "ROOT", ""),
    ("REF-UNION", "炼油厂工会", "", "REFINERY", "REFINERY"),
    ("REF-PROD", "生产处", "", "REFINERY", ""),
    ("REF-EQUIP", "机动处", "", "REFINERY", ""),
    ("REF-HSE", "安环处", "", "REFINERY", ""),
    ("REF-HR", "人事教育处", "", "REFINERY", ""),
    ("REF-ADMIN", "行政处", "", "REFINERY", ""),
    *((f"REF-{number}", f"运行{word}部", "", "REFINERY", "") for number, word in enumerate("一二三四五六七八九", start=1)),
)
PLACES = (
    ("7F3K9A", "2号净环泵房", "WATER", False),
    ("4M8T2C", "夜班更衣室", "WATER", False),
    ("9Q2W6E", "3号加药间", "WATER", False),
    ("5H7J3D", "阀门井炼铁中路", "WATER", False),
    ("3K6P8R", "煤气加压站", "GAS", True),
    ("8B4N7V", "炼钢空压站", "POWER", False),
    ("2X9C5L", "2号配电室", "POWER", False),
    ("6T3G8S", "氧枪平台", "STEEL", False),
    ("1D5F7H", "职工食堂", "LOGISTICS", False),
)
ROTAS = (("WATER-C", 0), ("WATER-D", 2), ("GAS-A", 4), ("POWER-B", 6), ("STEEL-1", 0))
CYCLE = "早早中中夜夜休休"
