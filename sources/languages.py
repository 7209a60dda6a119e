"""Tells in which language a text is, by script and small words, and checks what a page claims of itself.

A newsroom needs to catch the page that says “en” because its template does; the words that hold a
sentence together do that without a model (docs/decisions/extraction.md).
"""

import re
from collections import Counter
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_READ: Final = 4_000  # characters of a text whose words are counted
_LOOKED_AT: Final = 1_000  # … and whose script is looked at
_FEWEST: Final = 20  # words without which nothing is said
_SURE: Final = 0.12  # share of small words in a text of a known language
_LEAD: Final = 1.5  # times as many as in the language that the page claims

# The commonest small words of languages in Latin script: those that no sentence does without.
_TABLE: Final = """
    en: the of and to in that is was for on with as by at from it be are this has he said which were not
    de: der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an
    werden aus er hat dass sie nach wird bei
    fr: de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont
    avec son aux cette d'un l'on
    es: de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha
    me si sin sobre este entre
    it: di e il la che in un a per è una sono non con del si da i le dei nel come al più ha della alla
    anche gli ma lo
    pt: de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu
    sua ou foi são é
    nl: de het een van en in is dat op te zijn met voor niet aan er die om ook als bij door maar naar
    uit hij nog werd ze heeft
    sv: och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så
    kan när år efter
    da: og i at det er en til af på den de der med for ikke som har et om var han fra men blev også
    efter sig ved kan hun
    no: og i det er på en til som å av for at med de har ikke den et om var han fra men ble også etter
    seg ved kan hun
    fi: ja on ei että se oli hän ovat mutta kun myös ole joka sen tai kuin niin jo vain vuoden mukaan
    sekä ollut hänen nyt mitä
    is: og að í á er sem til var við um en hann af það með fyrir ekki því hún eru frá verið hafa sé þess
    þá
    pl: w i na z się że do nie jest to o jak za od po przez dla ale są był tym może tego roku także oraz
    co ich jego
    cs: a v se na je že o s z do i to k za pro ve jsou po podle od by byl který ale jako jeho má ještě
    jsem však při
    sk: a v sa na je že o s z do aj to k za pre vo sú po podľa od by bol ktorý ale ako jeho má ešte však
    pri sme už
    hu: a az és hogy nem is egy ez volt meg csak már de mint még el van ezt szerint után vagy között
    lehet aki amely azt
    ro: de și în a la cu pe care din nu că o un este pentru mai au s-a ca fi sunt fost prin lui dar după
    ce al ale
    tr: ve bir bu da de için ile olarak çok daha olan gibi en kadar sonra ise ne o ancak göre olduğu
    yeni her oldu tarafından
    id: yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena tersebut bisa ada
    mereka oleh telah sudah saya kata atau
    vi: và của là có trong cho không được các với một những người này đã khi để từ về ra cũng tại đến
    như vào ông nhiều sẽ
    hr: i u je na se da su za od s o a koji ne će kao to bi iz do što ali nije samo po kako prema ili
    bio
    sl: in je v na se da so za ki z o ne pa tudi bi s po kot ali bil od do še bo iz pri kar ga že
    et: ja on ei et see ka oli mis kui oma ning aga ta mida veel nii või selle tema välja pärast kes üks
    ole
    lv: un ir ar ka par no uz lai kas tika arī to tas bet gada vai ne pie viņš kā jau būs nav tā pēc
    savu
    lt: ir kad yra į iš su tai bet kaip buvo per po apie ar jis dar tik nuo jau prie ne už metų taip
    savo
    sq: të e në i dhe për me një që nga është ka se më u si do ai kjo nuk janë duke edhe por
    ca: de la i el que a en les els un per una amb no del es al ha és va com més són dels aquest pel
    seva
    eu: eta da ez du bat dira zen ere izan dute baina egin hori dela beste zuen egiten dago bere
    gl: de a o que e do da en un para con non unha os no se na por máis as dos como pero ao súa foi son
    é
    cy: y yn a i o yr ei ar wedi mae am gan bod fod ac oedd eu i'r o'r hefyd fel dim
    ga: an na agus ar a i is go le ag sé tá bhí seo sin do bhfuil chun leis sa
    sw: ya na wa kwa ni katika za la kuwa cha hiyo huo hii kama lakini pia baada yake hilo alisema
    tl: ang ng sa na mga ay at si ni para hindi ito nang kay may ayon niya kung mula
    af: die en van in is het dat nie wat vir met te op word was sy om aan by hulle ook deur na ons
"""
_SMALL: Final = {
    code: frozenset(words.split())
    for code, words in re.findall(r"([a-z]{2}): ([^:]*)(?= [a-z]{2}:|$)", " ".join(_TABLE.split()))
}
# Languages that a list of small words cannot part: between them, what the page says is believed.
_CLOSE: Final = (
    *(("da", "no", "nb", "nn"), ("hr", "sr", "bs", "sh", "cnr"), ("id", "ms"), ("cs", "sk"), ("gl", "pt")),
    *(
        ("af", "nl"),
        ("ca", "es"),
        ("tl", "fil"),
        ("ru", "bg", "sr", "mk", "uk", "be", "kk", "ky", "mn", "tg"),
    ),
    *(("ar", "fa", "ur", "ps", "ckb", "sd"), ("zh", "yue", "wuu"), ("hi", "mr", "ne")),
)
_SCRIPTS: Final = (
    *(("ja", "\u3040-\u30ff"), ("ko", "\uac00-\ud7af\u1100-\u11ff"), ("zh", "\u3400-\u9fff")),
    *(("el", "\u0370-\u03ff"), ("he", "\u0590-\u05ff"), ("hy", "\u0530-\u058f"), ("ka", "\u10a0-\u10ff")),
    *(("hi", "\u0900-\u097f"), ("bn", "\u0980-\u09ff"), ("pa", "\u0a00-\u0a7f"), ("gu", "\u0a80-\u0aff")),
    *(("ta", "\u0b80-\u0bff"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"), ("ml", "\u0d00-\u0d7f")),
    *(("si", "\u0d80-\u0dff"), ("th", "\u0e00-\u0e7f"), ("lo", "\u0e80-\u0eff"), ("my", "\u1000-\u109f")),
    *(("km", "\u1780-\u17ff"), ("am", "\u1200-\u137f"), ("ru", "\u0400-\u04ff"), ("ar", "\u0600-\u06ff")),
)
_IN_SCRIPT: Final = {code: re.compile(f"[{span}]") for code, span in _SCRIPTS}
_LATIN: Final = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
# Letters that one language of a shared script has and its neighbours do not, the most telling first.
_LETTERS: Final = {
    "ru": (("uk", "іїєґ"), ("be", "ўі"), ("sr", "ђћџљњј"), ("mk", "ѓќѕ"), ("kk", "әғқңөұүһ"), ("ru", "ыэё"),
           ("bg", "ъ")),
    "ar": (("ur", "ٹڈڑںے"), ("ps", "ټډړښڼ"), ("fa", "پچژگ")),
}  # fmt: skip
_RARE: Final = 0.004  # share of letters by which such a letter counts


def tidied(tag: str) -> str:
    """A BCP 47 tag as it is usually written (“en_gb” becomes “en-GB”), or “” where it is none."""
    tag = tag.strip().replace("_", "-").split(",")[0].strip()
    if not _TAG.fullmatch(tag) or len(tag) > 35:
        return ""
    first, *rest = tag.split("-")
    first = {"in": "id", "iw": "he", "jp": "ja", "cz": "cs", "gr": "el"}.get(first.lower(), first.lower())
    return "-".join((first, *(_subtag(part) for part in rest)))


def _subtag(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()


def guessed(text: str) -> str:
    """The language of ``text`` (two letters), or “” where it is too short or unlike any that we know."""
    text = text[:_READ]
    script = _script(text)
    if script:
        return _by_letters(text, script)
    shares = _shares(text)
    if not shares:
        return ""
    code, share = max(shares.items(), key=lambda pair: pair[1])
    return code if share >= _SURE else ""


def checked(claimed: str, text: str) -> str:
    """What the page claims, unless its own text clearly says otherwise; “” where nobody can say."""
    claimed = tidied(claimed)
    found = guessed(text)
    if not found:
        return claimed
    base = claimed.partition("-")[0]
    if not base:
        return found
    if base == found or any(base in close and found in close for close in _CLOSE):
        return claimed
    shares = _shares(text[:_READ]) if base in _SMALL and found in _SMALL else {}
    return claimed if shares and shares[found] < _LEAD * shares[base] else found


def _script(text: str) -> str:
    """The language that the script of most letters stands for, or “” for Latin script and for short texts."""
    text = text[:_LOOKED_AT]
    counts = {code: len(pattern.findall(text)) for code, pattern in _IN_SCRIPT.items()}
    latin = len(_LATIN.findall(text))
    # Japanese is written mostly in Chinese characters, but never without its own.
    if counts["ja"] * 10 > counts["zh"] and counts["ja"] + counts["zh"] > latin:
        counts["ja"] += counts.pop("zh")
    code, most = max(counts.items(), key=lambda pair: pair[1])
    return code if most > max(latin, _FEWEST) else ""


def _by_letters(text: str, script: str) -> str:
    letters = Counter(text.lower())
    total = sum(count for letter, count in letters.items() if letter.isalpha())
    for code, telling in _LETTERS.get(script, ()):
        if sum(letters[letter] for letter in telling) >= total * _RARE:
            return code
    return script


def _shares(text: str) -> dict[str, float]:
    """For each language the share of the text's words that are small words of it."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    if len(words) < _FEWEST:
        return {}
    counts = Counter(words)
    return {
        code: sum(counts[word] for word in small if word in counts) / len(words)
        for code, small in _SMALL.items()
    }
