"""A message that asks the reports nothing, such as a greeting -> the key of what to say instead.

Only a whole message counts: "Thanks, and in the south?" is a question. Words are compared without case, accents and
punctuation. Not here: the texts (wording.py), and small talk in other languages than English and Spanish.
"""

from __future__ import annotations

import re
from typing import Literal

from unsqa.finding.lexical import fold_words

Small = Literal["greeting", "thanks", "goodbye", "abilities"]
MAX_WORDS = 12

_TO_WHOM = r"(?: (?:there|all|everyone|unsqa|you|again|todos|todas|de nuevo))?"
_THANKS = (
    r"(?:ok |okay |great |perfect |perfecto |listo |vale |bueno |muy bien |no )?(?:thanks?|thank you|thx|ty|cheers|"
    r"many thanks|muchas gracias|muchisimas gracias|mil gracias|gracias|te lo agradezco|se lo agradezco)"
    r"(?: (?:a lot|so much|very much|a million|again|for (?:your|the|all your) (?:help|answers?)|that s all|"
    r"por (?:tu|su|la) (?:ayuda|respuesta)|por todo|de nuevo|eso es todo))*|"
    r"(?:ok|okay|alright|all right|great|perfect|perfecto|good|very good|nice|cool|got it|i see|understood|fine|"
    r"excellent|excelente|awesome|vale|de acuerdo|entendido|entiendo|muy bien|esta bien|listo|genial|bien|claro|"
    r"that s all|that is all|eso es todo|nada mas)"
)
_GREETING = (
    r"(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|hola|buenas|buen dia|"
    r"buen[oa]s (?:dias|tardes|noches)|saludos|que tal|how are you|how s it going|como estas?|como esta usted)"
)
_GOODBYE = (
    r"(?:bye(?: bye)?|goodbye|good night|see you(?: later| soon| tomorrow)?|farewell|have a (?:good|nice|great) day|"
    r"adios|hasta (?:luego|pronto|manana|la vista)|nos vemos|chao|chau|que tengas? (?:un )?buen dia)"
)
_ABILITIES = (
    r"(?:what|que) (?:can you|(?:me )?puedes?|sabes?|do you|are you able to)(?: (?:do|know|answer|help|hacer|contestar|"
    r"responder|haces|ayudar))(?: (?:for me|me with|with|por mi))?|what can i ask(?: you| here)?|que haces|"
    r"(?:how|como) (?:do you|does this|do i use|can you|funcionas?|me puedes|te uso|se usa|puedes)"
    r"(?: (?:work|this|you|help(?: me)?|ayudar(?:me)?|esto))?|who (?:are you|made you)|what are you|are you (?:a |an )?"
    r"(?:bot|robot|human|ai|person|chatbot)|what is unsqa|quien eres|quien es usted|que eres|"
    r"quien te (?:hizo|creo)|eres (?:un |una )?(?:bot|robot|humano|persona|ia)|que es unsqa|"
    r"que (?:te )?puedo preguntar(?:te)?|help|help me|ayuda|ayudame|puedes ayudarme|can you help(?: me)?"
)
_SPANISH = re.compile(
    r"\b(?:hola|buen\w*|saludos|que|como|(?:muchas )?gracias|agradezco|perfecto|listo|vale|de acuerdo|entendido|"
    r"entiendo|bien|claro|genial|excelente|eso|nada|adios|hasta|nos vemos|cha[ou]|quien|eres|puedes?|ayuda\w*)\b"
)
_WHOLE: tuple[tuple[Small, re.Pattern[str]], ...] = (
    ("abilities", re.compile(rf"(?:{_GREETING}{_TO_WHOM} )?(?:{_ABILITIES})")),
    ("goodbye", re.compile(rf"(?:(?:{_THANKS}) )?(?:and |y )?{_GOODBYE}{_TO_WHOM}")),
    ("thanks", re.compile(rf"(?:{_THANKS})(?: (?:{_THANKS}))*{_TO_WHOM}")),
    ("greeting", re.compile(rf"{_GREETING}{_TO_WHOM}(?: {_GREETING}{_TO_WHOM})*")),
)


def answer_small_talk(question: str) -> Small | None:
    """Return the key of the line that answers a message which is nothing but small talk; None for a question.

    >>> answer_small_talk("¡Hola!"), answer_small_talk("Thanks a lot.")
    ('greeting', 'thanks')
    >>> answer_small_talk("Thanks, and in the south?")
    """
    words = fold_words(question.replace("’", "'"))
    if not words or len(words) > MAX_WORDS:
        return None
    said = " ".join(words)
    return next((key for key, pattern in _WHOLE if pattern.fullmatch(said)), None)


def small_talk_language(message: str) -> str:
    """Return the language of small talk, ISO 639-1; of so short a text language identifiers know too little.

    >>> small_talk_language("Hola"), small_talk_language("OK, thanks!")
    ('es', 'en')
    """
    return "es" if _SPANISH.search(" ".join(fold_words(message))) else "en"
