"""The words of which the Chinese names are made. Lists of our own; no name of a register."""

# City, its province ("" where the city is one itself), weight: where many firms are registered.
_CITIES = """
上海  80, 北京  80, 天津  25, 重庆  30, 广州 广东 60, 深圳 广东 80, 东莞 广东 40, 佛山 广东 30, 中山 广东 15,
珠海 广东 12, 惠州 广东 12, 汕头 广东 8, 江门 广东 8, 湛江 广东 4, 肇庆 广东 4, 杭州 浙江 45, 宁波 浙江 30,
温州 浙江 25, 绍兴 浙江 12, 嘉兴 浙江 12, 台州 浙江 12, 金华 浙江 10, 湖州 浙江 8, 义乌 浙江 8, 慈溪 浙江 5,
南京 江苏 30, 苏州 江苏 45, 无锡 江苏 25, 常州 江苏 18, 南通 江苏 14, 扬州 江苏 8, 徐州 江苏 8, 镇江 江苏 6,
盐城 江苏 6, 昆山 江苏 12, 张家港 江苏 6, 江阴 江苏 6, 济南 山东 18, 青岛 山东 25, 烟台 山东 12, 潍坊 山东 10,
淄博 山东 7, 临沂 山东 8, 威海 山东 6, 济宁 山东 5, 福州 福建 14, 厦门 福建 20, 泉州 福建 14, 漳州 福建 5,
武汉 湖北 30, 宜昌 湖北 5, 襄阳 湖北 5, 长沙 湖南 20, 株洲 湖南 5, 湘潭 湖南 3, 衡阳 湖南 3, 郑州 河南 22,
洛阳 河南 8, 新乡 河南 5, 开封 河南 3, 南阳 河南 4, 石家庄 河北 14, 唐山 河北 8, 保定 河北 8, 廊坊 河北 6,
沧州 河北 6, 邯郸 河北 4, 合肥 安徽 18, 芜湖 安徽 8, 蚌埠 安徽 4, 马鞍山 安徽 3, 安庆 安徽 3, 南昌 江西 12,
九江 江西 5, 赣州 江西 5, 景德镇 江西 2, 成都 四川 35, 绵阳 四川 6, 德阳 四川 4, 宜宾 四川 3, 西安 陕西 22,
宝鸡 陕西 4, 咸阳 陕西 4, 太原 山西 10, 大同 山西 3, 沈阳 辽宁 14, 大连 辽宁 16, 鞍山 辽宁 4, 长春 吉林 10,
哈尔滨 黑龙江 11, 大庆 黑龙江 4, 昆明 云南 11, 贵阳 贵州 9, 遵义 贵州 4, 南宁 广西 10, 柳州 广西 5, 桂林 广西 4,
海口 海南 7, 三亚 海南 3, 兰州 甘肃 6, 乌鲁木齐 新疆 6, 银川 宁夏 4, 西宁 青海 3, 呼和浩特 内蒙古 4, 包头 内蒙古 4
"""


def _read_cities():
    for line in _CITIES.replace("\n", " ").split(","):
        *words, weight = line.split()
        yield words[0], words[1] if len(words) > 1 else "", int(weight)


CITIES = {city: (province, weight) for city, province, weight in _read_cities()}
PROVINCES = sorted({province for province, _weight in CITIES.values() if province})
# These are called neither 省 nor 市.
PROVINCE_FULL = {
    "广西": "广西壮族自治区",
    "新疆": "新疆维吾尔自治区",
    "宁夏": "宁夏回族自治区",
    "内蒙古": "内蒙古自治区",
}
DISTRICTS = {
    "上海": "浦东 松江 嘉定 青浦 闵行 宝山 奉贤".split(),
    "北京": "海淀 朝阳 昌平 顺义 大兴 通州".split(),
    "深圳": "宝安 龙岗 南山 福田 龙华".split(),
    "广州": "番禺 白云 黄埔 花都 南沙".split(),
    "东莞": "长安 虎门 常平 塘厦".split(),
    "佛山": "顺德 南海 三水".split(),
    "宁波": "鄞州 北仑 镇海".split(),
    "苏州": "吴江 吴中 相城".split(),
    "杭州": "萧山 余杭 富阳".split(),
    "重庆": "渝北 九龙坡 江津".split(),
    "成都": "双流 青羊 武侯".split(),
}

# Characters of brands, by their syllable: the more usual first. What one syllable joins is what
# people mistake for each other when they type by sound.
SYLLABLES = dict(
    entry.split(":")
    for entry in """
an:安岸 ao:奥傲澳 ba:巴霸 bai:百佰柏 bang:邦帮 bao:宝保葆 bei:贝倍 ben:本 bi:碧必壁 biao:标彪 bin:彬滨斌
bo:博波柏 cai:彩财采 can:灿 chang:昌长畅常 chao:超朝潮 chen:辰晨宸 cheng:诚成城程 chi:驰池 chuan:川传 chuang:创
chun:春淳 da:达大 dao:道 de:德得 deng:登 di:迪帝 dian:典点 ding:鼎定顶 dong:东冬 dou:豆 du:都度 en:恩 fa:发法
fan:凡帆 fang:方芳坊 fei:飞菲 feng:丰峰锋风 fu:福富辅芙 gang:刚钢港 gao:高 ge:格歌 gong:工公功 gu:固古谷
guan:冠观 guang:光广 gui:贵桂 guo:国果 hai:海 han:汉瀚翰 hang:航杭 hao:豪浩昊 he:和合禾荷 heng:恒亨衡
hong:宏鸿红弘 hu:沪湖 hua:华桦花 huan:环欢 huang:皇煌 hui:汇辉惠慧 huo:火 ji:吉集 jia:佳嘉家 jian:坚健建
jiang:江匠 jie:捷杰洁 jin:金锦进晋 jing:精晶京 ju:聚巨 jun:君骏军俊 kai:凯开 kang:康 ke:科克可 kong:空 kuan:宽
kun:坤昆 lai:来莱 lan:蓝兰澜 lang:朗郎浪 le:乐 lei:雷磊蕾 li:力利立丽 lian:联连莲 liang:良亮 lin:林霖麟 ling:灵凌
long:龙隆 lu:鲁路 lun:伦 luo:洛罗 ma:马玛 mai:迈麦 mao:茂贸 mei:美梅 meng:盟蒙梦 mi:米 miao:妙苗 min:民敏
ming:明铭名 mo:莫墨 mu:木沐 na:纳娜 nan:南楠 neng:能 ni:尼 ning:宁 nuo:诺 ou:欧鸥 pai:派 pan:盘磐 peng:鹏朋
pin:品 ping:平萍 pu:普浦 qi:奇启琦 qian:乾谦前 qiang:强 qin:勤秦 qing:青清庆 quan:全泉 ran:然 ren:仁人 ri:日
rong:荣融蓉 ru:如 rui:瑞锐睿 run:润 sa:萨 sai:赛 san:三 sen:森 sha:沙 shan:山善 shang:尚上 shao:邵 she:舍 shen:申神深
sheng:盛胜晟升 shi:世实时石 shu:数舒树 shuang:双 shui:水 shun:顺舜 si:思斯 song:松嵩 su:苏速 sui:穗 suo:索
ta:塔 tai:泰太 tan:坦 tang:唐堂 tao:涛陶 te:特 teng:腾 tian:天田 tie:铁 ting:庭 tong:通同桐 tu:图途 tuo:拓 wan:万
wang:旺网 wei:伟威维卫 wen:文温 wo:沃 wu:武 xi:西喜希 xia:夏 xian:先贤 xiang:祥翔湘 xin:新鑫信欣 xing:兴星
xiong:雄 xu:旭绪 xuan:轩宣 xue:雪 xun:迅讯 ya:亚雅 yan:岩燕研 yang:阳洋扬 yao:耀尧 ye:业 yi:一亿益易艺毅
yin:银音 ying:盈英鹰赢 yong:永勇 you:友优 yu:宇裕玉育 yuan:源远元园 yue:悦越 yun:云运韵 zai:在 ze:泽 zeng:增
zhan:展 zhang:彰 zhao:兆昭 zhe:哲 zhen:振真震 zheng:正政 zhi:智志至 zhong:中众忠 zhou:洲舟 zhu:柱竹 zhuo:卓
zi:紫子 zong:宗 zu:祖 zun:尊
""".split()
)
USUAL = "华天金中宏瑞海新东恒泰盛福嘉信德永博鼎龙达通利源辉丰昌隆旺顺安康宇科创联捷远晟腾鑫诚佳美亚光明星宝兴国大正力特润凯"
BRAND_WEIGHTS = {
    character: (6 if character in USUAL else 2) / (position + 1)
    for characters in SYLLABLES.values()
    for position, character in enumerate(characters)
}
SYLLABLE_OF = {}
for _syllable, _characters in SYLLABLES.items():
    for _character in _characters:
        SYLLABLE_OF.setdefault(_character, _syllable)

# What looks alike, on the screen or in bad handwriting.
_LOOK_ALIKE = """
未末 己已巳 土士 日曰目 人入八 大太犬 天夭无元 干千于 明朋 华毕 宏宠 鑫金 博搏膊 诚城成 泰秦春奉 兴光 恒桓 瑞端
宇字 佳住隹 晟晨晃 坚竖 朗郎朋 力刀九 达送 联朕 捷婕 利刺 福幅 昌冒 旺汪 顺须 康廉 科料 创仓 远运 腾滕 美羡 亚业
星昱 宝宜 国囯围 正止 特持 润涧 凯剀 海诲 新薪 东车 盛盔 信倍 德徳 永水 龙尤 通涌 源原 辉晖 丰半 隆窿 安妥 嘉喜
方万 立丘 米来 木本 林材 森淼 磊垒 晶品 清请青 洁浩 铭名 锐税 银根 铁轶 钢刚 洲州 舟丹 航般 帆帜 飞气 风凤 云去 雷雪
电申由甲 田由 山仙 石右古 玉王 王玉主 贝见 民氏 思恩 志忘 忠患 智暂 益盆 杰木 卓早 卫节 沃沃妖 汇江 润闰 浦铺 湖糊 泽择 拓柘 振搭
维雄唯 优忧 伟炜伟 亿忆 仁仕 众从 全金 合台 吉古 和知 启后 君群 尚向 善喜 圆园 坤坤伸 坦担 夏复 奇寄 宁宇 家象 富宫 尊遵 岩岸
"""
LOOK_ALIKE = {}
for _group in _LOOK_ALIKE.split():
    for _character in _group:
        _others = LOOK_ALIKE.setdefault(_character, [])
        _others += [o for o in _group if o != _character and o not in _others]

_TRADES = """
科技 贸易 电子 机械 建材 食品 物流 软件 医药 化工 纺织 仪器 照明 五金 塑胶 塑料 包装 印刷 家具 服饰 服装 电器 电气
实业 商贸 电子科技 信息技术 网络科技 生物科技 新能源科技 环保科技 智能科技 光电科技 机电设备 机械设备 自动化设备
五金制品 塑胶制品 塑料制品 橡胶制品 金属制品 玻璃制品 工艺品 日用品 电子商务 供应链管理 国际贸易 国际物流
国际货运代理 进出口贸易 建筑材料 装饰材料 建筑装饰工程 装饰工程 建设工程 建筑工程 园林绿化工程 幕墙工程 机电工程
消防工程 环境工程 水利工程 市政工程 工程咨询 工程设计 建筑设计 房地产开发 房地产 置业 物业管理 物业服务 酒店管理
餐饮管理 餐饮服务 文化传媒 文化传播 广告传媒 广告 影视文化 教育科技 教育咨询 企业管理咨询 企业管理 管理咨询
投资管理 投资 资产管理 人力资源 人力资源服务 劳务派遣 旅游 国际旅行社 汽车零部件 汽车配件 汽车销售服务 汽车服务
汽车租赁 精密机械 精密模具 模具 精密仪器 仪器仪表 测量仪器 检测技术 医疗器械 医疗科技 医疗设备 制药 药业 生物制药
生物工程 生物技术 农业科技 农业开发 农产品 种业 饲料 水产 乳业 酒业 茶业 粮油 肉类食品 调味品 化学 精细化工 化学工业
涂料 新材料 新材料科技 复合材料 纳米材料 电缆 线缆 电线电缆 电力设备 电力工程 电力科技 电源 电池 新能源 太阳能
光伏科技 半导体 集成电路 微电子 通信技术 通信设备 通讯 数据科技 云计算 计算机系统 计算机科技 系统集成 软件开发
钢铁 钢结构 钢管 铝业 铜业 有色金属 矿业 石油化工 石油设备 燃气 水务 阀门 泵业 轴承 紧固件 工具 刀具 液压 液压机械
起重机械 工程机械 农业机械 包装机械 纺织机械 数控机床 机器人 电梯 空调设备 制冷设备 暖通设备 厨房设备 卫浴 洁具
陶瓷 石材 木业 门窗 家居 家居用品 家具制造 灯饰 照明电器 玩具 文具 体育用品 户外用品 鞋业 皮具 箱包 针织 家纺
印染 化纤 纸业 纸制品 彩印 珠宝 首饰 眼镜 钟表 化妆品 日化 美容 保健品 健康管理 健康科技 养老服务 保安服务 清洁服务
运输 运输服务 货运 仓储 仓储服务 快递 船舶 造船 海洋工程 航空科技 航空服务 铁路设备 轨道交通设备
"""
# The more usual come first, and are drawn more often.
TRADES = list(dict.fromkeys(_TRADES.split()))

# Places that a brand may not spell by accident: registers refuse them as brands.
PLACES = set(CITIES) | set(PROVINCES)
PLACES.update(
    "中国 德国 美国 英国 法国 泰国 韩国 日本 加拿大 泰安 永康 安阳 吉安 德清 新都 海宁 长兴 海安 东台 乐清 瑞安 平湖 兴化 "
    "泰州 泰兴 福安 福清 晋江 石狮 南安 长乐 永安 建德 大丰 高邮 宜兴 丹阳 金坛 阳江 云浮 河源 清远 汉中 延安 安康 商洛 "
    "天水 定西 吴中 通化 本溪 锦州 丹东 辽阳 海城 东港 兴城 三明 宁德 龙岩 莆田 上饶 新余 萍乡 滁州 六安 亳州 宣城 黄山".split()
)

FORMS = {
    "有限公司": 81,
    "有限责任公司": 7,
    "股份有限公司": 6,
    "集团有限公司": 2,
    "集团股份有限公司": 1,
    "（有限合伙）": 1,
    "厂": 2,
}
FORM_SWAPS = {
    "有限公司": ["有限责任公司", "股份有限公司", "公司", "责任有限公司"],
    "有限责任公司": ["有限公司", "股份有限公司", "公司"],
    "股份有限公司": ["有限公司", "股份公司", "有限责任公司"],
    "集团有限公司": ["集团股份有限公司", "集团", "集团公司", "（集团）有限公司"],
    "集团股份有限公司": ["集团有限公司", "集团", "（集团）股份有限公司"],
}
ABROAD = "香港 新加坡 越南 泰国 日本 德国 美国 马来西亚 印度尼西亚 印度".split()
BRANCHES = "分公司 办事处 分店 营业部 第一分公司 销售分公司 分厂".split()
# Characters that a finger picks by accident from the list of an input method.
ANY_CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义"
)
# Where simplification merged several characters, the one that firms mean.
TRADITIONAL = dict(
    zip(
        "发后里台面谷松系志云表余冲范制只准卷复回周胡向采众升启墙术烟纤线绿苏药蒙针钟锐镇鸡",
        "發後裡台麵谷松系志雲表余沖範製只準卷復回周胡向採眾升啟牆術煙纖線綠蘇藥蒙針鐘銳鎮雞",
        strict=True,
    )
)
