"""Made-up news pages of our own, in several languages, as publishers build them."""

import json

TEXTS = {
    "en": (
        "The port authority shut the harbour bridge to all traffic on Tuesday after inspectors found 14 cracks in "
        "its northern span, and said that nobody could yet tell how long the repairs would take.",
        "Lorries were sent round by the tunnel, where queues of more than two hours had formed by noon. The "
        "authority asked drivers to stay at home if they could.",
        "“We would rather close it for a month than explain why we did not,” said Mara Oduya, who leads the "
        "inspection. She added that the cracks were found by chance when a lamp was changed.",
        "The bridge was opened in 1968 and carries about 41,000 vehicles a day. A report of 2024 had warned that "
        "the steel in the northern span was ageing faster than the rest of it.",
    ),
    "de": (
        "Die Hafenbehörde hat die Brücke am Dienstag für den gesamten Verkehr gesperrt, nachdem Prüfer 14 Risse im "
        "nördlichen Feld gefunden hatten. Wie lange die Reparatur dauern wird, ist noch nicht bekannt.",
        "Die Lastwagen wurden durch den Tunnel umgeleitet, vor dem sich bis zum Mittag Schlangen von mehr als zwei "
        "Stunden bildeten. Die Behörde bat die Fahrer, nach Möglichkeit zu Hause zu bleiben.",
        "„Lieber sperren wir einen Monat, als später zu erklären, warum wir es nicht getan haben“, sagte die "
        "Leiterin der Prüfung. Die Risse seien durch Zufall entdeckt worden, als eine Lampe gewechselt wurde.",
    ),
    "fr": (
        "L’autorité portuaire a fermé mardi le pont du port à toute circulation après la découverte de 14 fissures "
        "dans la travée nord, et personne ne peut dire combien de temps dureront les réparations.",
        "Les camions ont été déviés par le tunnel, où des files de plus de deux heures s’étaient formées à midi. "
        "L’autorité a demandé aux conducteurs de rester chez eux dans la mesure du possible.",
        "« Nous préférons le fermer un mois plutôt que d’expliquer pourquoi nous ne l’avons pas fait », a dit la "
        "responsable de l’inspection, qui a ajouté que les fissures avaient été trouvées par hasard.",
    ),
    "es": (
        "La autoridad portuaria cerró el martes el puente del puerto a todo el tráfico después de que los inspectores "
        "encontraran 14 grietas en el tramo norte, y nadie sabe cuánto durarán las obras.",
        "Los camiones fueron desviados por el túnel, donde al mediodía se habían formado colas de más de dos horas. "
        "La autoridad pidió a los conductores que se quedaran en casa si podían.",
        "«Preferimos cerrarlo un mes que explicar por qué no lo hicimos», dijo la jefa de la inspección, que añadió "
        "que las grietas se encontraron por casualidad cuando se cambiaba una lámpara.",
    ),
    "pl": (
        "Zarząd portu zamknął we wtorek most dla całego ruchu po tym, jak inspektorzy znaleźli 14 pęknięć w północnym "
        "przęśle, i nie wiadomo jeszcze, jak długo potrwa naprawa, która ma się zacząć w tym tygodniu.",
        "Ciężarówki skierowano do tunelu, przed którym do południa utworzyły się kolejki na ponad dwie godziny. Zarząd "
        "poprosił kierowców, aby w miarę możliwości zostali w domu, bo na drogach nie ma już miejsca.",
    ),
    "ru": (
        "Администрация порта во вторник закрыла мост для всего движения после того, как инспекторы нашли 14 трещин в "
        "северном пролёте, и сообщила, что сроки ремонта пока неизвестны.",
        "Грузовики направили в объезд через туннель, перед которым к полудню выстроились очереди более чем на два "
        "часа. Администрация попросила водителей по возможности оставаться дома.",
    ),
    "uk": (
        "Адміністрація порту у вівторок закрила міст для всього руху після того, як інспектори знайшли 14 тріщин у "
        "північному прольоті, і повідомила, що строки ремонту поки невідомі.",
        "Вантажівки спрямували в об’їзд через тунель, перед яким до полудня утворилися черги більш ніж на дві години. "
        "Адміністрація попросила водіїв за можливості залишатися вдома.",
    ),
    "ja": (
        "港湾局は火曜日、点検で北側の橋桁に十四か所のひびが見つかったため、港の橋を全面通行止めにした。修理にどれほどの時間がかかるかはまだ分からないという。",
        "トラックはトンネルへ迂回させられ、正午までに二時間を超える渋滞ができた。港湾局は運転者に対し、できるだけ自宅にとどまるよう求めている。",
        "点検の責任者は「閉めなかった理由を説明するより、一か月閉めるほうがよい」と述べ、ひびは電球を取り替える作業の際に偶然見つかったと付け加えた。",
    ),
    "zh": (
        "港务局星期二宣布，由于检查人员在北侧桥跨发现十四处裂缝，港口大桥对所有车辆关闭，目前还不知道维修需要多长时间。",
        "卡车改道经隧道通行，到中午时隧道口已排起两个多小时的长队。港务局请司机尽可能留在家中，不要驾车前往港区。",
        "负责检查的工程师说，宁可关闭一个月，也不愿日后解释为什么没有关闭。她还说，这些裂缝是工人更换路灯时偶然发现的。",
    ),
    "ar": (
        "أغلقت سلطة الميناء الجسر يوم الثلاثاء أمام حركة المرور كلها بعد أن عثر المفتشون على أربعة عشر شقا في الجزء "
        "الشمالي منه، وقالت إن أحدا لا يعرف حتى الآن كم من الوقت ستستغرق أعمال الإصلاح.",
        "وحولت الشاحنات إلى النفق حيث تشكلت عند الظهر طوابير تزيد على ساعتين، وطلبت السلطة من السائقين البقاء في "
        "منازلهم إن أمكنهم ذلك حتى إشعار آخر.",
    ),
}
TITLES = {
    "en": "Harbour bridge shut after cracks found",
    "de": "Hafenbrücke nach Rissen gesperrt",
    "fr": "Le pont du port fermé après la découverte de fissures",
    "es": "Cierran el puente del puerto por grietas",
    "pl": "Most portowy zamknięty z powodu pęknięć",
    "ru": "Мост в порту закрыт из-за трещин",
    "uk": "Міст у порту закрито через тріщини",
    "ja": "港の橋、ひび割れで通行止め",
    "zh": "港口大桥因裂缝关闭",
    "ar": "إغلاق جسر الميناء بسبب شقوق",
}


def linked(**fields):
    """A JSON-LD script of a news article; ``None`` leaves a field out."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle"} | fields
    node = {name: value for name, value in node.items() if value is not None}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def news_page(
    *,
    title=TITLES["en"],
    paragraphs=TEXTS["en"],
    lang="en",
    site="Harbour Wire",
    head="",
    published="2026-11-24T10:03:00+01:00",
    byline="Ann Reed",
    canonical="",
    marked=True,
    before="",
    after="",
):
    """The HTML of one article, with what surrounds an article everywhere."""
    if marked:
        author = {"@type": "Person", "name": byline} if byline else None
        head += linked(headline=title, datePublished=published, author=author)
        head += f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
    if site:
        head += f'<meta property="og:site_name" content="{site}">'
    if canonical:
        head += f'<link rel="canonical" href="{canonical}">'
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    attribute = f' lang="{lang}"' if lang else ""
    return (
        f"<!doctype html><html{attribute}><head><meta charset=utf-8><title>{title} | {site}</title>{head}</head><body>"
        '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>'
        f"{before}<main><article><h1>{title}</h1>{body}{after}</article></main>"
        '<aside><h2>More</h2><ul><li><a href="/x">Ferry late again</a></li></ul></aside>'
        "<footer><p>© 2026 All rights reserved</p></footer></body></html>"
    )
