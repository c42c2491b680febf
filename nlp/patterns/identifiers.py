"""Rules for identifiers that have a form of their own. Every pattern is bounded: none can run away on a long text.

A rule is a pattern and a check of what it matched. The group ``it``, where there is one, is the part to redact; what
stands before it is the cue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nlp.patterns import checks
from nlp.results import IdentifierKind


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of one kind of identifier."""

    kind: IdentifierKind
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = bool

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the rule holds, as offsets."""
        group = "it" if "it" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(text):
            if self.check(match[group]):
                yield match.span(group)


def _rule(kind: IdentifierKind, pattern: str, check: Callable[[str], bool] = bool) -> Rule:
    return Rule(kind, re.compile(pattern, re.IGNORECASE), check)


def _strict(kind: IdentifierKind, pattern: str, check: Callable[[str], bool] = bool) -> Rule:
    return Rule(kind, re.compile(pattern), check)


MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
ORDINAL = rf"{DAY} ?(?:st|nd|rd|th)"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
NUMERIC_DATE = rf"(?<![\d/.-]){DAY}(?P<sep> ?[/.-] ?)(?:0?[1-9]|1[0-2])(?P=sep){YEAR}(?![\d/-])"
WRITTEN_DATE = (
    rf"(?<!\w)(?:(?:{DAY}|{ORDINAL})(?: of)?[ -]{{1,2}}{MONTH}\.?[ ,-]{{1,3}}{YEAR}"
    rf"|{ORDINAL}(?: of)? {MONTH}|{DAY}(?: of)? (?:january|february|april|june|july|august|september|october|november|december)"
    rf"|{MONTH}\.? (?:the )?{ORDINAL}(?:,? {YEAR})?"
    rf"|(?:january|february|april|june|july|august|september|october|november|december) {DAY}(?:,? (?:19|20)\d\d)?)(?!\w)"
)
ISO_DATE = r"(?<![\d-])(?:19|20)\d\d[-/.](?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])(?![\d-])"
ANY_DATE = rf"(?:{NUMERIC_DATE}|{WRITTEN_DATE}|{ISO_DATE})"
BIRTH = r"(?<!\w)(?:d ?\.? ?o ?\.? ?b\b\.?|date of birth|birth ?date|birthday|bday|b'day|born)"
GAP = r"(?:(?:'s)?[ :=\-,(]{0,4}(?:is|was|on|the|of|number|no|num|code|are|being|my|it's|its|it|:|#|\.)?){0,4}[ :=\-,(#.]{0,4}"
STREET = (
    r"(?:road|rd|street|avenue|ave|av|crescent|cres|terrace|gardens|gdns|mews|lane|grove|boulevard|parade|"
    r"causeway|square|quay|wharf)"
)
LOOSE_STREET = r"(?:close|drive|way|court|place|hill|row|view|walk|park|rise|green|gate|end|st|ln|cl|dr|loke|common|drove|meadow|meadows|fields?|house|cottage|cottages|farm|heights|chase|croft|dene|villas|buildings|estate|mill)"
STREET_WORD = r"(?!(?:the|a|an|of|in|to|on|and|or|for|up|down|away|off|from|at|per|by|with|miles?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yards?|lane|car|way|patients?|people|times?|bed|stars?|is|are|was|were|my|our|their|very|this|that|different|out|per)\b)[a-z][a-z'-]{1,20}"
NUMBER = (
    r"(?:(?:flat|apartment|apt|unit|room|house) ?\d{1,4}[a-z]?,? ?)?(?<![\w/.£$-])\d{1,4} ?[a-d]?(?:[-/]\d{1,4})?,?"
)
DIGIT_WORD = r"(?:oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)"

RULES: tuple[Rule, ...] = (
    _rule(
        "email",
        r"(?<![\w.+%-])[\w.+%'-]{1,64} ?(?:@|\(at\)|\[at\]) ?[a-z0-9-]{1,63}(?: ?(?:\.|\(dot\)|\[dot\]) ?[a-z0-9-]{2,63}){1,4}(?![\w-])",
        checks.email,
    ),
    _rule(
        "email",
        r"(?<![\w.+%-])[\w.+%-]{1,64} at (?:gmail|hotmail|outlook|yahoo|icloud|live|btinternet|nhs|aol|sky|me|googlemail|protonmail|virginmedia|talktalk)(?: ?(?:\.| dot ) ?(?:com|net|org|uk|co)){1,3}(?!\w)",
    ),
    _rule("email", r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:gmail|hotmail|outlook|yahoo|icloud|btinternet|aol)(?!\w)"),
    _rule("url", r"(?<!\w)(?:(?:https?|ftp|hxxps?)://|www\d?\.)[^\s<>\"]{1,2000}(?<![.,;:!?)\]'])"),
    _rule(
        "url",
        r"(?<![\w@.-])(?:[a-z0-9-]{2,63}\.){1,4}(?:com|co\.uk|org|org\.uk|net|uk|info|biz|gov|edu|eu|online|site|shop|app|blog)(?:/[^\s<>\"]{0,2000}(?<![.,;:!?)\]']))?(?![\w@-])",
    ),
    _rule("url", r"(?<![\w@.-])(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,10}/[^\s<>\"]{1,2000}(?<![.,;:!?)\]'])"),
    _rule(
        "url",
        r"(?<![\w@.])@(?!home\b|work\b|night\b|hospital\b|the\b|all\b|times\b|least\b|present\b)[a-z_][\w.]{2,29}(?<!\.)(?!\w)",
    ),
    _rule(
        "url",
        r"(?<!\w)(?:insta|instagram|ig|twitter|tiktok|snapchat|snap|snapchat|facebook|fb|telegram|insta handle|handle|username|user name)(?: (?:me|handle|account|name|page|username))?(?: (?:is|as|at|on))? ?[:=@-]{0,2} ?(?P<it>@?[a-z][a-z.]{0,28}[\d_][\w.]{0,20})(?!\w)",
    ),
    _rule(
        "nhs-number",
        r"(?<![\w+])(?:nhs|n\.h\.s\.?)(?: ?(?:number|no\.?|num|id|#))?" + GAP + r"(?P<it>\d(?:[ -]{0,2}\d){9})(?![\d])",
        checks.not_phone,
    ),
    _rule("nhs-number", r"(?<![\w+.-])[4-79]\d\d[ -]\d{3}[ -]\d{4}(?![\w-])", checks.nhs_number),
    _rule(
        "nhs-number",
        r"(?<![\w+.-])(?:chi|patient|hospital)(?: ?(?:number|no\.?|num|id|#))?"
        + GAP
        + r"(?P<it>\d(?:[ -]{0,2}\d){9})(?!\d)",
        checks.nhs_number,
    ),
    _rule(
        "ni-number",
        r"(?<!\w)(?!bg|gb|kn|nk|nt|tn|zz)[a-ceghj-prtw-z][a-ceghj-nprtw-z][ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[a-d](?!\w)",
    ),
    _rule(
        "ni-number",
        r"(?<!\w)(?:national insurance|n\.?i\.?|nino)(?: ?(?:number|no\.?|num|#))?"
        + GAP
        + r"(?P<it>[a-z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d(?:[ -]?[a-d])?)(?!\w)",
    ),
    _rule("account", r"(?<!\w)(?:[a-z]{2}\d\d)(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?!\w)", checks.iban),
    _rule("account", r"(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-])", checks.card),
    _rule("account", r"(?<!\w)(?:sort ?code|s/c)" + GAP + r"(?P<it>\d\d[ -]?\d\d[ -]?\d\d)(?!\d)"),
    _rule("account", r"(?<![\w-])\d\d-\d\d-\d\d[ ,/]{1,3}(?:(?:account|acc|a/c)[ a-z:.]{0,12})?\d{8}(?!\d)"),
    _rule(
        "account",
        r"(?<!\w)(?:bank )?(?:account|acct|acc|a/c)(?: ?(?:number|no\.?|num|#))?"
        + GAP
        + r"(?P<it>\d(?:[ -]?\d){5,11})(?!\d)",
    ),
    _rule(
        "account",
        r"(?<!\w)(?:(?:hospital|patient|case|unit|customer|client|membership|policy|claim|incident|complaint|datix|crime|passport|licence|license|driving licence|reference|booking|k|r|mrn|emis|rio|visa|brp|medical record|record)(?: ?(?:number|no\.?|num|ref(?:erence)?|id|#))|mrn|ref|passport|reference)"
        + GAP
        + r"(?P<it>(?=[a-z/-]{0,6}\d)[a-z0-9](?:[a-z0-9/-]|[ -](?=\d)){4,19})(?!\w)",
        checks.has_digits,
    ),
    _rule("account", r"(?<!\w)(?!zz)[a-z]{5}\d[0156]\d[0-3]\d{2}[a-z]{2}\d[a-z]{2}(?!\w)"),
    _rule(
        "account",
        r"(?<!\w)(?:gmc|nmc|pin|hcpc)(?: ?(?:number|no\.?|num|pin|#))?"
        + GAP
        + r"(?P<it>(?=[a-z]{0,2}\d)[a-z0-9]{6,8})(?!\w)",
        checks.has_digits,
    ),
    _rule("account", r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.])"),
    _rule("phone", r"(?<![\w.£$/])(?:\+|00)?\(?\d(?:[ \t().\-/]{0,3}\d){8,14}(?![\w/])", checks.phone),
    _rule(
        "phone",
        r"(?<!\w)(?:tel|telephone|phone|mobile|mob|call|ring|text|whatsapp|contact)(?: (?:me|us|him|her|them|number|no|num|back))?(?: (?:on|at))?"
        + GAP
        + r"(?P<it>\+?\(?\d(?:[ ().\-]{0,2}\d){5,14})(?![\w/])",
        checks.local_phone,
    ),
    _rule("phone", rf"(?<!\w){DIGIT_WORD}(?:[ ,.\-]{{1,3}}{DIGIT_WORD}){{8,14}}(?!\w)"),
    _rule(
        "postcode",
        r"(?<![\w-])(?P<it>[a-z]{1,2}\d[a-z\d]?[ -]{0,2}\d[abd-hjlnp-uw-z]{2})(?!\w)",
        checks.postcode,
    ),
    _rule("address", rf"{NUMBER} {{1,2}}(?:{STREET_WORD} {{1,2}}){{1,3}}{STREET}(?!\w)", checks.address),
    _strict(
        "address",
        rf"(?i:{NUMBER}) {{1,2}}(?:[A-Z][\w'-]{{1,20}} {{1,2}}){{1,3}}(?:{'|'.join(w.strip('?').capitalize() for w in LOOSE_STREET[3:-1].split('|'))})(?!\w)",
    ),
    _rule(
        "address",
        rf"(?<!\w)(?:flat|apartment|apt) ?\d{{1,4}}[a-z]?,? {{1,2}}(?:\d{{1,4}}[a-z]? )?(?:{STREET_WORD},? {{1,2}}){{1,3}}(?:{STREET}|{LOOSE_STREET})(?!\w)",
    ),
    _rule(
        "address",
        rf"(?<!\w)(?:(?:i|we|he|she|they) (?:live|lives|lived) (?:at|on|in)|address(?: is|:)?|home is|stays? at|living (?:at|on|in)|my house (?:at|on|in)|resident (?:of|at)) (?P<it>(?:{NUMBER} )?(?:{STREET_WORD} {{1,2}}){{1,3}}(?:{STREET}|{LOOSE_STREET}))(?!\w)",
    ),
    _rule("address", r"(?<!\w)p\.?o\.? box \d{1,6}(?!\w)"),
    _rule("date-of-birth", rf"{BIRTH}{GAP}(?P<it>{ANY_DATE})"),
    _rule(
        "date-of-birth",
        rf"(?P<it>{ANY_DATE.replace('(?P<sep>', '(?P<sep2>').replace('(?P=sep)', '(?P=sep2)')}) ?[,(-]? ?(?:d\.?o\.?b|date of birth)",
    ),
    _rule("date-of-birth", r"(?<!\w)(?:d\.?o\.?b\.?|date of birth)" + GAP + r"(?P<it>\d{6,8})(?!\d)"),
    _rule("date", NUMERIC_DATE),
    _rule("date", WRITTEN_DATE),
    _rule("date", ISO_DATE),
    _strict("vehicle", r"(?<![\w-])[A-HJ-PR-Y]{2}\d\d ?[A-HJ-PR-Z]{3}(?![\w-])", checks.plate),
    _rule(
        "vehicle",
        r"(?<!\w)(?:reg(?:istration)?(?: (?:number|no\.?|plate|mark))?|number ?plate|plates?|vrn|vehicle|car|van|taxi|ambulance|licence plate)"
        + GAP
        + r"(?P<it>[a-z]{2}\d\d ?[a-z]{3}|[a-z]\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3}[a-z]|[a-z]{1,3} ?\d{1,4}|\d{1,4} ?[a-z]{1,3})(?!\w)",
        checks.cued_plate,
    ),
)
