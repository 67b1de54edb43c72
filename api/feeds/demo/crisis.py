"""Crisis resources: real services, by web address only, which nobody here has verified."""

from datetime import datetime
from uuid import UUID

from api.domain.crisis import CrisisResource
from api.domain.ids import Code
from api.feeds.demo.chance import identity

# Columns: country (None for everywhere), name, web address, languages.
type _Row = tuple[str | None, str, str, tuple[str, ...]]

# fmt: off
_ROWS: tuple[_Row, ...] = (
    (None, "Find A Helpline", "https://findahelpline.com", ("en",)),
    (None, "Befrienders Worldwide", "https://befrienders.org", ("en",)),
    ("AR", "Centro de Asistencia al Suicida", "https://www.asistenciaalsuicida.org.ar", ("es",)),
    ("AT", "Telefonseelsorge", "https://www.telefonseelsorge.at", ("de",)),
    ("AU", "Lifeline Australia", "https://www.lifeline.org.au", ("en",)),
    ("BE", "Tele-Onthaal", "https://www.tele-onthaal.be", ("nl",)),
    ("BE", "Télé-Accueil", "https://www.tele-accueil.be", ("fr",)),
    ("BR", "Centro de Valorização da Vida", "https://cvv.org.br", ("pt",)),
    ("CA", "9-8-8: Suicide Crisis Helpline", "https://988.ca", ("en", "fr")),
    ("CH", "Die Dargebotene Hand", "https://www.143.ch", ("de", "fr", "it")),
    ("DE", "TelefonSeelsorge", "https://www.telefonseelsorge.de", ("de",)),
    ("ES", "Teléfono de la Esperanza", "https://telefonodelaesperanza.org", ("es",)),
    ("FR", "3114, numéro national de prévention du suicide", "https://3114.fr", ("fr",)),
    ("GB", "Samaritans", "https://www.samaritans.org", ("en",)),
    ("IE", "Samaritans", "https://www.samaritans.org/ireland/", ("en",)),
    ("IN", "Tele-MANAS", "https://telemanas.mohfw.gov.in", ("en", "hi")),
    ("IS", "Hjálparsími Rauða krossins 1717", "https://www.1717.is", ("is",)),
    ("IT", "Telefono Amico Italia", "https://www.telefonoamico.it", ("it",)),
    ("JP", "いのちの電話", "https://www.inochinodenwa.org", ("ja",)),
    ("JP", "TELL Lifeline", "https://telljp.com", ("en",)),
    ("MX", "SAPTEL", "https://www.saptel.org.mx", ("es",)),
    ("NL", "113 Zelfmoordpreventie", "https://www.113.nl", ("nl",)),
    ("NZ", "1737, Need to Talk?", "https://1737.org.nz", ("en",)),
    ("PT", "SNS 24", "https://www.sns24.gov.pt", ("pt",)),
    ("SG", "Samaritans of Singapore", "https://www.sos.org.sg", ("en",)),
    ("TH", "The Samaritans of Thailand", "https://www.samaritansthai.com", ("th", "en")),
    ("US", "988 Suicide & Crisis Lifeline", "https://988lifeline.org", ("en", "es")),
    ("ZA", "South African Depression and Anxiety Group", "https://www.sadag.org", ("en",)),
)
# fmt: on


def crisis_resources(organisation_id: UUID, at: datetime) -> tuple[CrisisResource, ...]:
    """Return the resources, kept by an organisation."""
    return tuple(
        CrisisResource(
            id=identity(Code.CRISIS_RESOURCE, url),
            organisation_id=organisation_id,
            country=country,
            name=name,
            phone=None,
            url=url,
            hours=None,
            languages=languages,
            verified_on=None,
            version=1,
            changed_at=at,
        )
        for country, name, url, languages in _ROWS
    )
