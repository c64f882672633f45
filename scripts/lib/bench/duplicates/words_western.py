"""The words of which the Western names are made. Lists of our own; no name of a register."""

from typing import NamedTuple


class Language(NamedTuple):
    code: str
    weight: int
    surnames: list[str]
    trades: list[str]
    places: list[str]
    forms: list[str]
    # {s} {t} two surnames, {b} a made-up brand, {w} {x} words, {k} {l} trades, {p} a place.
    patterns: list[str]


ENGLISH = Language(
    "en",
    50,
    "Adams Atkinson Barlow Bennett Bradshaw Callahan Carver Chambers Dawson Ellison Fairbanks Fletcher Gallagher "
    "Garrison Hathaway Holloway Hutchinson Jennings Kensington Langley Lockwood MacAllister Marlowe McKenzie Merriweather "
    "Norwood O'Brien O'Connor Pemberton Prescott Radcliffe Ramsey Rutherford Sheffield Stanton Sutherland Thornton "
    "Wainwright Wallace Whitaker Winslow Woodward Yardley Fitzgerald Donnelly Hargreaves Kingsley Blackwell".split(),
    "Manufacturing,Engineering,Electronics,Industries,Technologies,Logistics,Pharmaceuticals,Chemicals,Construction,"
    "Communications,Systems,Services,Trading,Foods,Textiles,Steel,Plastics,Packaging,Electrical,Hydraulics,Marine,"
    "Medical,Instruments,Automation,Laboratories,Insurance,Transport,Furniture,Lighting,Tools,Machinery,Properties,"
    "Consulting,Software,Energy,Equipment,Products,Supplies,Management,Development,Financial Services,Food Products,"
    "Building Materials,Precision Instruments,Oil & Gas,Research & Development,Pulp and Paper,Heating and Cooling".split(
        ","
    ),
    "Boston,Sheffield,Leeds,Ohio,Texas,Melbourne,Toronto,Dublin,London,Chicago,Oregon,Auckland,New England".split(","),
    "Ltd|Limited|Inc|Inc.|LLC|Corp.|Corporation|PLC|Co. Ltd|Company|Pty Ltd|LLP|L.P.".split("|"),
    [
        "{b} {k}", "{b} {k}", "{s} {k}", "{s} & {t} {k}", "{s} and {t}", "{s} Brothers {k}", "{w} {x} {k}", "{w} {k}",
        "{w} {k} International", "{b} International Holdings", "{s} {k} Group", "The {w} {x} Company", "The {s} {k} Group",
        "{b} {k} {l}", "{w} {x} {k} Holdings", "{w} {k} of {p}", "{p} {k} {l}", "{s} & Sons {k}", "{b} National {k}",
        "{b}", "American {w} {k}", "United {w} {k}", "{w} {x} {k} and {l}", "General {k} {l}", "{b}{n} {k}",
    ],
)  # fmt: skip
GERMAN = Language(
    "de",
    14,
    "Müller Schröder Köhler Weiß Krüger Schäfer Böhm Jäger Brandt Albrecht Hoffmann Zimmermann Lindemann Steinbach "
    "Reinhardt Grünewald Oberländer Pfeiffer Wagner Vogel Kühn Bäcker Hartmann Friedrichs Gärtner Möller".split(),
    "Maschinenbau,Elektrotechnik,Stahlhandel,Werkzeugbau,Verpackungen,Kunststofftechnik,Medizintechnik,Fördertechnik,"
    "Spedition,Lebensmittel,Metallbau,Möbel,Anlagenbau,Messtechnik,Baustoffe,Druckerei,Gebäudetechnik,Antriebstechnik".split(
        ","
    ),
    "München Köln Düsseldorf Hamburg Nürnberg Lübeck Sachsen Bayern Hannover Würzburg".split(),
    "GmbH|GmbH|GmbH & Co. KG|AG|KG|OHG|e.K.|SE|UG (haftungsbeschränkt)".split("|"),
    ["{s} {k}", "{b} {k}", "{s} & {t} {k}", "Gebrüder {s} {k}", "{s} & Söhne {k}", "{p}er {k}", "{b} {k} {p}",
     "{s} {k} und {l}"],
)  # fmt: skip
FRENCH = Language(
    "fr",
    10,
    "Lefèvre Gérard Chevalier Rousseau Béranger Mercier Fontaine Duchêne Lemaître Delacroix Marchand Boulanger Carré "
    "Hébert Gauthier Moulin Perrault Vasseur Charpentier Noël".split(),
    "Électricité,Menuiserie,Transports,Industries,Matériaux,Métallurgie,Emballages,Équipements,Télécommunications,"
    "Bâtiment,Mécanique,Laboratoires,Plastiques,Ingénierie,Distribution,Énergie".split(","),
    "Lyon Marseille Orléans Nîmes Bretagne Angoulême Bordeaux Picardie".split(),
    "SARL|SAS|S.A.|SASU|EURL|SNC|S.A.S.".split("|"),
    ["{s} {k}", "{b} {k}", "Établissements {s}", "{s} et Fils", "Société {k} {p}", "Compagnie de {k} de {p}",
     "{s} & {t} {k}", "{b} {k} France"],
)  # fmt: skip
SPANISH = Language(
    "es",
    8,
    "García Hernández González Núñez Peña Ibáñez Muñoz Zúñiga Domínguez Cortés Fernández Álvarez Vázquez Quiñones Rincón "
    "Maldonado Salazar".split(),
    "Construcciones,Electrónica,Alimentación,Maquinaria,Transportes,Plásticos,Distribución,Ingeniería,Instalaciones,"
    "Suministros Eléctricos,Cerámicas,Químicas,Energía,Informática".split(","),
    "Aragón León Málaga Cádiz Córdoba Castellón Bogotá Querétaro".split(),
    "S.L.|S.A.|S.A. de C.V.|S.L.U.|S.R.L.".split("|"),
    ["{k} {s}", "{k} {b}", "Hermanos {s} {k}", "{b} {k} Internacional", "{s} e Hijos", "{k} y {l} {s}", "Grupo {b} {k}"],
)  # fmt: skip
ITALIAN = Language(
    "it",
    6,
    "Bianchi Ferrero Lombardi Moretti Pellegrini Galli Rinaldi Barbieri Conti Marchetti Santoro Vitale Niccolò".split(),
    "Costruzioni,Meccanica,Elettronica,Alimentari,Trasporti,Impianti,Ceramiche,Tessuti,Officine,Arredamenti,Qualità".split(
        ","
    ),
    "Milano Torino Bologna Verona Forlì Cantù".split(),
    "S.p.A.|S.r.l.|SpA|Srl|S.n.c.|S.a.s.".split("|"),
    ["{s} {k}", "{b} {k}", "Fratelli {s} {k}", "{k} {s} & {t}", "{b} {k} Italia", "{k} {p}"],
)  # fmt: skip
NORTHERN = Language(
    "nordic",
    6,
    "Sørensen Østergård Bjørnstad Håkansson Åkesson Lindström Jørgensen Nygård Söderberg Mäkinen Virtanen Kjær Dahl".split(),
    "Elektro,Transport,Bygg,Maskin,Industri,Møbler,Fisk,Skog,Energi,Teknik,Entreprenad,Trävaror".split(","),
    "Malmö Göteborg Tromsø Århus Jyväskylä Bodø".split(),
    "AB|A/S|AS|ApS|Oy|Oyj|ASA".split("|"),
    ["{s} {k}", "{b} {k}", "{p} {k}", "{s} & {t} {k}", "Brødrene {s}", "{b} {k} Norden", "{s} & Sønner {k}"],
)  # fmt: skip
EASTERN = Language(
    "east",
    6,
    "Kowalski Wiśniewski Dąbrowski Łukasik Zieliński Novák Dvořák Černý Procházka Szabó Horváth Kovács Popescu "
    "Yıldız Öztürk Şahin".split(),
    "Budownictwo,Transport,Meble,Elektro,Stavby,Strojírny,Nábytek,Metal,Plast,Inşaat,Tekstil,Gıda".split(","),
    "Łódź Kraków Wrocław Brno Plzeň Győr İzmir".split(),
    "Sp. z o.o.|S.A.|s.r.o.|a.s.|Kft.|Zrt.|A.Ş.|Ltd. Şti.".split("|"),
    ["{s} {k}", "{b} {k}", "{k} {s}", "{b} {k} {p}", "{s} i Synowie", "{b} {k} {l}"],
)  # fmt: skip
LANGUAGES = [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, NORTHERN, EASTERN]

WORDS = (
    "Northern Southern Western Eastern Pacific Atlantic Golden Silver Global Summit Crystal Harbour Central Royal Atlas Orion "
    "Delta Prime Baltic Alpine Coastal Rapid Granite Cedar Maple Falcon Eagle Heritage Liberty Pioneer Premier Sterling Vertex "
    "Zenith Apex Horizon Keystone Landmark Meridian Oakwood Paragon Phoenix Quantum Redwood Riverside Sapphire Sentinel "
    "Stonebridge Trident Vanguard Victoria Willow Woodland Beacon Cascade Continental Diamond Everest Frontier Highland "
    "Imperial Jupiter Lakeside Monarch Neptune Olympic Pinnacle Regent Sovereign Titan Universal Advanced Applied Allied "
    "Consolidated Standard Superior".split()
)
# Syllables of made-up brands.
STARTS = (
    "Ve No Lu Xe Tri Bor Kan Mer Sol Zy Al Cor Dyn El Fer Gal Hex In Jor Lex Mon Nex Or Pro Qua Ros Syn Tel Ul Vor Wes Ar Bel "
    "Cal Dor Eno Fil Gra Hal Ix Kel Lam Mag Nor Opt Per Rad San Tor Vin".split()
)
MIDDLES = "lo ra ta ni ve du mo si ka ri te la do mi no va se lu ".split(" ")
ENDS = "ra tek tis nex va dyne mar lon dia rix gen com flex tron vex nova ris line pax sys lux zon port met".split()

# What people, tickers and small form fields make of long words.
ABBREVIATIONS = {
    "international": "Intl Int'l Inter",
    "manufacturing": "Mfg Manuf",
    "brothers": "Bros",
    "holdings": "Hldgs Hldg",
    "industries": "Inds Ind",
    "technologies": "Tech Techs",
    "engineering": "Eng Engrg",
    "electronics": "Elec Electr",
    "electrical": "Elec Elect",
    "pharmaceuticals": "Pharma Pharm",
    "chemicals": "Chem",
    "communications": "Comm Comms",
    "laboratories": "Labs Lab",
    "services": "Svcs Serv",
    "financial": "Finl Fin",
    "national": "Natl Nat'l",
    "american": "Amer Am",
    "united": "Utd",
    "general": "Gen",
    "management": "Mgmt",
    "development": "Dev",
    "construction": "Constr",
    "transport": "Transp",
    "equipment": "Equip",
    "products": "Prods Prod",
    "group": "Grp Gp",
    "systems": "Sys",
    "insurance": "Ins",
    "properties": "Props Prop",
    "instruments": "Instr",
    "machinery": "Mach",
    "building": "Bldg",
    "materials": "Mat Matls",
    "consolidated": "Cons",
    "continental": "Contl",
    "northern": "Nthn",
    "southern": "Sthn",
    "pacific": "Pac",
    "research": "Res",
    "medical": "Med",
    "logistics": "Log",
    "packaging": "Pkg",
    "standard": "Std",
    "gebrüder": "Gebr.",
    "établissements": "Ets Éts",
    "société": "Sté Soc.",
    "compagnie": "Cie",
    "hermanos": "Hnos",
    "fratelli": "F.lli",
    "brødrene": "Brdr.",
    "maschinenbau": "Masch.bau",
    "elektrotechnik": "E-Technik",
    "construcciones": "Constr.",
    "distribution": "Distrib",
    "internacional": "Intl",
}
FORM_SPELLINGS = [
    "Ltd|Limited|Ltd.|LTD",
    "Inc|Inc.|Incorporated|Corp.|Corporation|Corp",
    "LLC|L.L.C.|Inc",
    "PLC|Public Limited Company|Ltd",
    "Co. Ltd|Co., Ltd.|Company Limited|Ltd",
    "Company|Co.|Co",
    "Pty Ltd|Pty. Ltd.|Proprietary Limited|Ltd",
    "LLP|L.L.P.",
    "L.P.|LP",
    "GmbH|G.m.b.H.|Gesellschaft mit beschränkter Haftung|AG",
    "GmbH & Co. KG|GmbH und Co. KG|GmbH & Co KG|KG|GmbH",
    "AG|Aktiengesellschaft|SE|GmbH",
    "SARL|S.A.R.L.|Sàrl|SAS",
    "SAS|S.A.S.|SASU|SARL",
    "S.A.|SA|S A|S.L.",
    "S.L.|SL|Sociedad Limitada|S.A.",
    "S.A. de C.V.|SA de CV|S.A. DE CV",
    "S.p.A.|SpA|Spa|S.r.l.",
    "S.r.l.|Srl|SRL|S.p.A.",
    "AB|Aktiebolag",
    "A/S|AS|Aktieselskab|ApS",
    "Oy|Oyj|Oy Ab",
    "Sp. z o.o.|Spółka z o.o.|sp.zoo|S.A.",
    "s.r.o.|sro|spol. s r.o.|a.s.",
    "a.s.|akciová společnost",
    "Kft.|Kft|Zrt.",
    "A.Ş.|AS|Anonim Şirketi",
    "Ltd. Şti.|Limited Şirketi|Ltd Sti",
]
# A subsidiary abroad bears the country, and the form of its law.
SUBSIDIARIES = [
    ("China", "Co., Ltd."), ("Japan", "K.K."), ("Deutschland", "GmbH"), ("France", "SAS"), ("Italia", "S.r.l."),
    ("UK", "Ltd"), ("Iberica", "S.L."), ("Polska", "Sp. z o.o."), ("India", "Pvt Ltd"), ("Nederland", "B.V."),
    ("Australia", "Pty Ltd"), ("USA", "Inc."), ("Brasil", "Ltda"), ("Canada", "Inc."), ("(Shanghai)", "Co., Ltd."),
]  # fmt: skip
