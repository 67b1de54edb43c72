"""Phrases in Spanish."""

from api.domain.terms import TERMS
from api.domain.vocabulary import Dimension, Joining
from api.feeds.demo.phrases.table import Phrases, Remark
from api.feeds.demo.seeds import Form

SPANISH = Phrases(
    language="es",
    topics={term.slug: term.labels["es"] for term in TERMS if term.dimension is Dimension.TOPIC},
    who={
        "alcohol": "personas que quieren dejar de beber",
        "anxiety": "personas con ansiedad o pánico",
        "bereavement": "personas en duelo",
        "caregiving": "personas que cuidan de un familiar",
        "chronic-illness": "personas con una enfermedad crónica",
        "depression": "personas con depresión",
        "diabetes": "personas con diabetes",
        "domestic-abuse": "personas que han vivido maltrato en casa",
        "eating-disorders": "personas que se recuperan de un trastorno alimentario",
        "loneliness": "personas que se sienten solas",
        "loss-of-a-child": "madres y padres que han perdido a un hijo o una hija",
        "migration": "personas que han venido de otro país",
        "navigating-health-care": "personas que buscan orientación en la atención sanitaria",
    },
    forms={
        Form.CIRCLE: "círculo de palabra",
        Form.GATHERING: "encuentro",
        Form.WALK: "caminata",
        Form.TABLE: "mesa compartida",
        Form.WORKSHOP: "taller",
        Form.HOUR: "hora de preguntas",
        Form.QUIET: "hora de silencio",
    },
    summaries={
        Form.CIRCLE: "Un espacio para {who}: hablamos por turnos y nos escuchamos.",
        Form.GATHERING: "Un espacio para {who}: no hay programa y nadie tiene que hablar.",
        Form.WALK: "Un espacio para {who}: caminamos en grupo y conversamos por el camino.",
        Form.TABLE: "Un espacio para {who}: compartimos una comida y nuestra experiencia.",
        Form.WORKSHOP: "Un espacio para {who}: trabajamos con las manos y conversamos.",
        Form.HOUR: "Un espacio para {who}: contamos lo aprendido y respondemos preguntas.",
        Form.QUIET: "Un espacio para {who}: guardamos silencio un rato y después hablamos.",
    },
    named="{topic}: {form}, {place}",
    nicknamed="{nickname}: {form}, {place}",
    nicknames=("La puerta verde", "Segunda taza", "Mesa larga", "Río lento"),
    online="en línea",
    by_phone="por teléfono",
    joining={
        Joining.OPEN: "Puede venir sin avisar.",
        Joining.ON_REQUEST: "Escríbanos primero; alguien del grupo le responderá.",
        Joining.BY_REFERRAL: "Un profesional puede derivar a una persona a este grupo.",
        Joining.CLOSED: "El grupo está completo por ahora.",
    },
    notice="El apoyo entre iguales no es terapia ni un servicio de emergencias. "
    "Si está en peligro, llame al número de emergencias del lugar donde se encuentra.",
    guidelines="Lo que se dice aquí se queda aquí. Hablamos de nuestra propia experiencia, no "
    "damos consejos que nadie ha pedido, y nadie tiene que hablar.",
    remarks={
        Remark.CANCELLED: "La sala está cerrada ese día.",
        Remark.MOVED: "Una hora más tarde, solo esta vez.",
        Remark.ADDED: "Una reunión adicional, a petición de muchas personas.",
        Remark.COST: "Una pequeña cuota para la sala.",
        Remark.HOURS: "Por la noche, de seis a diez.",
        Remark.ROOM: "El acceso se comunica a quienes se han inscrito.",
        Remark.TRANSPORT: "A cinco minutos a pie de la parada más cercana.",
        Remark.SHARED: "Para quienes lo han vivido en primera persona.",
    },
    streets=("Calle del Farolillo {number}", "Calle del Huerto Viejo {number}"),
    houses=("Casa del Farolillo", "Antigua Sala de Lectura"),
    areas=("Centro", "Casco antiguo", "Cerca de la estación"),
)
