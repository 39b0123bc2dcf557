"""The raw material of the generated prose: stems, affixes and sentence shapes. Data only."""


def _list(text: str) -> list[str]:
    return text.split()


NOUNS = _list("""
government agency minister council border report agreement talk prisoner figure statement official region
commission document protocol journalist outlet source evidence witness village city road bridge hospital school market
factory farmer worker union court judge lawyer police officer soldier monitor mission convoy delegation envoy mediator
negotiator parliament deputy president governor mayor district province budget tax price contract company bank loan
refugee camp shelter supply water electricity pipeline railway station harbour airport election ballot candidate party
campaign promise programme reform law decree resolution treaty article headline photograph video recording archive
letter message speech interview conference summit meeting session debate question answer correction denial apology
complaint inquiry audit inspection survey census sample estimate share rate level number total record map line zone
crossing checkpoint tower wall fence garrison patrol drone shell strike attack siege truce ceasefire peace war conflict
crisis dispute claim charge accusation allegation rumour story account version context history memory anniversary
museum church mosque university student teacher doctor nurse patient child family neighbour resident citizen voter
resource forest river mountain valley field harvest storm flood drought winter season decade century week month
deadline schedule plan proposal draft clause condition guarantee sanction penalty licence permit visa passport
customs trade export import industry mine steel grain fuel weapon vehicle truck train ship cargo container network
signal channel broadcast newspaper editor reporter reader audience platform account page website service system
standard method measure process procedure principle right duty role office desk staff team unit branch bureau
""")

VERBS = _list("""
announce report confirm reject accept review publish record repeat question mention describe explain present
support oppose demand request propose prepare deliver receive collect return remove replace restore rebuild repair open
close cross reach leave enter visit inspect monitor measure count compare check correct revise withdraw issue sign
approve adopt amend extend limit reduce increase double cancel suspend resume halt launch finish delay expect warn
threaten attack defend protect guard patrol seize release exchange transfer transport supply fund finance tax audit
investigate examine document archive preserve copy quote translate interpret print broadcast film host invite join
lead follow represent appoint elect dismiss replace promote accuse charge sentence acquit convict appeal contest
dispute clarify concede maintain claim assert insist suggest indicate observe note stress outline disclose conceal
deny admit recall predict estimate calculate assess rate rank weigh evaluate discuss debate negotiate settle resolve
""")

ADJECTIVES = _list("""
new old early late recent former present public private local national foreign regional military civil
legal official formal informal independent joint mutual common separate final initial partial complete general special
several major minor main central eastern western northern southern rural urban remote open closed secret quiet loud
clear vague direct indirect strong weak heavy light high low long short broad narrow deep rapid slow gradual sudden
constant frequent rare regular annual monthly weekly daily average median total overall further additional earlier
subsequent previous disputed contested unverified credible reliable doubtful cautious careful hasty bold modest large
small vast limited extensive intense severe mild fragile stable lasting temporary permanent provisional urgent routine
economic financial social political cultural historic technical medical industrial agricultural coastal inland
""")

VERB_PREFIXES = ("", "re", "over", "mis", "out", "counter", "pre", "under", "co", "inter")
NOUN_PREFIXES = ("", "sub", "counter", "inter", "super", "micro", "vice-", "cross-", "mid-", "ex-")
ADJECTIVE_PREFIXES = ("", "un", "non-", "semi-", "over", "quasi-")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Slots: {n}oun {p}lural {a}djective {v}erb in the past {i}nfinitive {g}erund adve{r}b number {y} {d}ay {e}ntity.
SENTENCES = (
    "The {n} {v} the {a} {n} on {d}.",
    "In the {a} {n}, {p} and {p} {v} {y} {p} before the {n} was {v}.",
    "It was not clear whether the {a} {n} had {v} the {n} or only {v} it {r}.",
    "Two {p} who {v} the {n} said that the {n} of the {n} had been {v} {r}.",
    "A {n} of the {a} {n} {v} that {y} {p} would {i} the {n} by {d}.",
    "{r}, the {n} {v} {p} from the {n} and {v} the {a} {p} to the {n}.",
    "But the {p} were {v} on {d}, and no {n} has {v} the {n} since.",
    "According to the {n}, {y} {p} were {v} in the {a} {n}, more than the {n} had {v}.",
    "The {n}’s {n} {v} {g} the {n}, which the {a} {p} had {v} for {y} {p}.",
    "After {g} the {n}, {p} in the {a} {n} {v} to {i} the {n} — a {n} that few {p} had {v}.",
    "What the {n} {v} as a “{a} {n}” was {v} by {p} as a {a} {n}.",
    "Neither the {n} nor the {n} {v} a {n} about the {a} {p}.",
    "The {a} {n} and the {a} {n} have {v} each other’s {p} since the {n} {v}.",
    "There is no {n} that the {n} {v} {y} {p}; the {n} of the {n} {v} only the {p}.",
    "With {a} {p} {v}, the {n} will {i} its {n} and {i} the {p} of the {n}.",
    "{p} {v} the {n} {r} while {p} {v} outside the {n} until {d}.",
    "Under the {n}, the {p} must {i} the {a} {n} within {y} days of the {n}.",
    "Some {p} {v} that {g} the {n} would {i} the {n}, the {n} and the {a} {p}.",
    "At the {n} on {d}, the {n} was {v} by a {n} of {a} {p}.",
    "For the {a} {p}, the {n} of {g} {p} is the {n} of the {a} {n}.",
    "The {n} {v} {r} that it had {v} {y} {p} at the {n}.",
    "No {n} was {v}.",
    "The {p} {v} to {i} the {n}, {i} the {n} and {i} the {p}, but the {n} {v} {r}.",
    "On {d} the {n} {v} a {n} in which the {a} {p} were {v} as {a}.",
)
ENTITY_SENTENCES = (
    "{e} {v} the {a} {n} on {d}, when the {p} of the {n} were {v}.",
    "“The {n} has {v} the {a} {n}, and {y} {p} will {i} it,” {e} said on {d}.",
    "{e}’s {n} {v} the {n} {r}.",
    "According to {e}, the {n} {v} {y} {p} from the {a} {n}.",
    "The {a} {n} of {e} was {v} by {p} in the {n}.",
    "“We {v} {y} {p} and will {i} the {n} {r},” said {e}.",
    "In a {n} on {d}, {e} was {v} as the {n} of the {a} {n}.",
    "{p} {v} {e} and the {n} of {g} the {p}.",
)
HEADLINES = (
    "{a} {n} to {i} {y} {p}, {n} says",
    "{n} {v} {a} {n} after {p} {i} {n}",
    "{p} {i} {n} as {n} {v} {a} {p}",
    "{n} of {a} {p} {v} by {n}, {p} {i}",
    "{y} {p} {v} in {a} {n}, {n} of {n} {v}",
)
HEADINGS = ("The {a} {n}", "What the {n} {v}", "{p} and {p}", "{g} the {n}", "A {a} {n} of {p}")
FIRST_NAMES = _list("""
Anna Boris Clara Daniel Elena Filip Greta Henrik Irena Jonas Katarina Lukas Maria Nikola Olga Pavel
Rosa Stefan Teresa Ulrich Vera Wanda Xenia Yusuf Zoë Jürgen Łucja Amélie Björn Çelik Ines Mateo Noor Omar Priya Quentin
Ruth Samir Tomás Ursula""")
