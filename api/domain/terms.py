"""The platform's open vocabulary: what a group is about, for whom, how, and who can come.

Networks add terms of their own; these are the ones that every network shares and that
feeds are translated to. Slugs stay for ever, labels may be improved.
"""
# ruff: noqa: E501, RUF001 - one term is one line, and French is written with its apostrophe.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.domain.vocabulary import Dimension


@dataclass(frozen=True, slots=True)
class Term:
    """A word of one dimension: a slug that is unique there, and labels by BCP 47 language."""

    dimension: Dimension
    slug: str
    labels: Mapping[str, str]


# Columns: slug, English, German, Spanish, French.
type _Row = tuple[str, str, str, str, str]
_LANGUAGES: tuple[str, ...] = ("en", "de", "es", "fr")

# fmt: off
_TOPICS: tuple[_Row, ...] = (
    ("addiction-recovery", "Recovery from addiction", "Genesung von Sucht", "Recuperación de adicciones", "Rétablissement des dépendances"),
    ("alcohol", "Alcohol", "Alkohol", "Alcohol", "Alcool"),
    ("drugs", "Drugs", "Drogen", "Drogas", "Drogues"),
    ("nicotine", "Nicotine", "Nikotin", "Nicotina", "Nicotine"),
    ("gambling", "Gambling", "Glücksspiel", "Juego", "Jeux d’argent"),
    ("screens-and-gaming", "Screens and gaming", "Medien und Computerspiele", "Pantallas y videojuegos", "Écrans et jeux vidéo"),
    ("compulsive-eating", "Compulsive eating", "Esssucht", "Comer compulsivo", "Alimentation compulsive"),
    ("sex-and-love", "Sex and love addiction", "Sex- und Liebessucht", "Adicción al sexo y al amor", "Dépendance sexuelle et affective"),
    ("codependency", "Codependency", "Co-Abhängigkeit", "Codependencia", "Codépendance"),
    ("addiction-in-the-family", "Addiction in the family", "Sucht in der Familie", "Adicción en la familia", "Dépendance dans la famille"),
    ("trauma", "Trauma", "Trauma", "Trauma", "Traumatisme"),
    ("sexual-violence", "Sexual violence", "Sexualisierte Gewalt", "Violencia sexual", "Violences sexuelles"),
    ("domestic-abuse", "Domestic abuse", "Häusliche Gewalt", "Violencia doméstica", "Violences conjugales"),
    ("childhood-abuse", "Abuse in childhood", "Misshandlung in der Kindheit", "Maltrato en la infancia", "Maltraitance dans l’enfance"),
    ("bereavement", "Grief and bereavement", "Trauer", "Duelo", "Deuil"),
    ("loss-of-a-partner", "Loss of a partner", "Verlust des Partners oder der Partnerin", "Pérdida de la pareja", "Perte du conjoint ou de la conjointe"),
    ("loss-of-a-child", "Loss of a child", "Verlust eines Kindes", "Pérdida de un hijo o una hija", "Perte d’un enfant"),
    ("pregnancy-loss", "Pregnancy loss", "Verlust in der Schwangerschaft", "Pérdida gestacional", "Deuil périnatal"),
    ("suicide-loss", "Loss by suicide", "Verlust durch Suizid", "Pérdida por suicidio", "Deuil après un suicide"),
    ("chronic-illness", "Chronic illness", "Chronische Krankheit", "Enfermedad crónica", "Maladie chronique"),
    ("cancer", "Cancer", "Krebs", "Cáncer", "Cancer"),
    ("diabetes", "Diabetes", "Diabetes", "Diabetes", "Diabète"),
    ("chronic-pain", "Chronic pain", "Chronische Schmerzen", "Dolor crónico", "Douleur chronique"),
    ("hiv", "HIV", "HIV", "VIH", "VIH"),
    ("multiple-sclerosis", "Multiple sclerosis", "Multiple Sklerose", "Esclerosis múltiple", "Sclérose en plaques"),
    ("stroke-and-brain-injury", "Stroke and brain injury", "Schlaganfall und Hirnverletzung", "Ictus y daño cerebral", "AVC et lésion cérébrale"),
    ("rare-disease", "Rare disease", "Seltene Erkrankung", "Enfermedad rara", "Maladie rare"),
    ("infertility", "Infertility", "Unerfüllter Kinderwunsch", "Infertilidad", "Infertilité"),
    ("mental-health", "Mental health", "Psychische Gesundheit", "Salud mental", "Santé mentale"),
    ("depression", "Depression", "Depression", "Depresión", "Dépression"),
    ("anxiety", "Anxiety", "Angst", "Ansiedad", "Anxiété"),
    ("bipolar", "Bipolar disorder", "Bipolare Störung", "Trastorno bipolar", "Trouble bipolaire"),
    ("eating-disorders", "Eating disorders", "Essstörungen", "Trastornos alimentarios", "Troubles alimentaires"),
    ("hearing-voices", "Psychosis and hearing voices", "Psychose und Stimmenhören", "Psicosis y escucha de voces", "Psychose et entente de voix"),
    ("ocd", "Obsessions and compulsions", "Zwänge", "Obsesiones y compulsiones", "Troubles obsessionnels compulsifs"),
    ("self-harm", "Self-harm", "Selbstverletzung", "Autolesión", "Automutilation"),
    ("suicidal-thoughts", "Suicidal thoughts", "Suizidgedanken", "Pensamientos suicidas", "Pensées suicidaires"),
    ("loneliness", "Loneliness", "Einsamkeit", "Soledad", "Solitude"),
    ("burnout", "Burnout", "Burnout", "Agotamiento laboral", "Épuisement professionnel"),
    ("caregiving", "Caring for somebody", "Pflegende Angehörige", "Cuidado de familiares", "Proches aidants"),
    ("dementia-care", "Caring for somebody with dementia", "Angehörige von Menschen mit Demenz", "Cuidado de personas con demencia", "Aidants de personnes atteintes de démence"),
    ("parents-of-ill-children", "Parents of ill or disabled children", "Eltern kranker oder behinderter Kinder", "Familias con hijos enfermos o con discapacidad", "Parents d’enfants malades ou handicapés"),
    ("mental-illness-in-the-family", "Mental illness in the family", "Psychische Erkrankung in der Familie", "Enfermedad mental en la familia", "Maladie psychique dans la famille"),
    ("disability", "Disability", "Behinderung", "Discapacidad", "Handicap"),
    ("neurodiversity", "Neurodiversity", "Neurodiversität", "Neurodiversidad", "Neurodiversité"),
    ("parenting", "Parenting", "Elternschaft", "Crianza", "Parentalité"),
    ("perinatal", "Pregnancy and after birth", "Schwangerschaft und Zeit nach der Geburt", "Embarazo y posparto", "Grossesse et post-partum"),
    ("separation", "Separation and divorce", "Trennung und Scheidung", "Separación y divorcio", "Séparation et divorce"),
    ("lgbtq-identity", "LGBTQ identity", "LSBTQ-Identität", "Identidad LGBTQ", "Identité LGBTQ"),
    ("veterans", "Life after military service", "Leben nach dem Militärdienst", "La vida tras el servicio militar", "La vie après l’armée"),
    ("navigating-health-care", "Navigating health care", "Sich im Gesundheitswesen zurechtfinden", "Orientarse en la atención sanitaria", "S’orienter dans le système de santé"),
    ("legal-matters", "Legal matters", "Rechtliche Fragen", "Asuntos legales", "Questions juridiques"),
    ("money-and-debt", "Money and debt", "Geld und Schulden", "Dinero y deudas", "Argent et dettes"),
    ("unemployment", "Unemployment", "Arbeitslosigkeit", "Desempleo", "Chômage"),
    ("migration", "Migration and exile", "Migration und Flucht", "Migración y exilio", "Migration et exil"),
    ("prison-and-after", "Prison and after", "Haft und danach", "Prisión y después", "La prison et l’après"),
)
_AUDIENCES: tuple[_Row, ...] = (
    ("women", "Women", "Frauen", "Mujeres", "Femmes"),
    ("men", "Men", "Männer", "Hombres", "Hommes"),
    ("non-binary", "Non-binary people", "Nichtbinäre Menschen", "Personas no binarias", "Personnes non binaires"),
    ("transgender", "Transgender people", "Trans Menschen", "Personas trans", "Personnes trans"),
    ("lesbian", "Lesbians", "Lesben", "Lesbianas", "Lesbiennes"),
    ("gay", "Gay people", "Schwule", "Personas gais", "Personnes gays"),
    ("bisexual", "Bisexual people", "Bisexuelle", "Personas bisexuales", "Personnes bisexuelles"),
    ("lgbtq", "LGBTQ people", "LSBTQ-Menschen", "Personas LGBTQ", "Personnes LGBTQ"),
    ("teenagers", "Teenagers", "Jugendliche", "Adolescentes", "Adolescents"),
    ("young-people", "Young people", "Junge Menschen", "Jóvenes", "Jeunes"),
    ("seniors", "Older people", "Ältere Menschen", "Personas mayores", "Personnes âgées"),
    ("parents", "Parents", "Eltern", "Madres y padres", "Parents"),
    ("family-and-friends", "Family and friends", "Angehörige", "Familiares y amistades", "Proches"),
    ("people-of-colour", "People of colour", "Menschen of Colour", "Personas racializadas", "Personnes racisées"),
    ("native-american", "Native Americans", "Indigene Nordamerikas", "Pueblos nativos de Norteamérica", "Autochtones d’Amérique du Nord"),
    ("indigenous", "Indigenous people", "Indigene", "Personas indígenas", "Personnes autochtones"),
    ("professionals", "Professionals", "Berufstätige in Fachberufen", "Profesionales", "Professionnels"),
    ("veterans", "Veterans", "Veteranen", "Veteranos", "Vétérans"),
    ("dual-diagnosis", "People with a dual diagnosis", "Menschen mit Doppeldiagnose", "Personas con diagnóstico dual", "Personnes à double diagnostic"),
)
_FORMATS: tuple[_Row, ...] = (
    ("discussion", "Discussion", "Gespräch", "Conversación", "Discussion"),
    ("speaker", "Speaker", "Erfahrungsbericht", "Testimonio", "Témoignage"),
    ("newcomers", "For newcomers", "Für Neue", "Para recién llegados", "Pour nouveaux venus"),
    ("activity", "Activity", "Gemeinsame Aktivität", "Actividad", "Activité"),
    ("information", "Information and questions", "Information und Fragen", "Información y preguntas", "Informations et questions"),
    ("meditation", "Meditation", "Meditation", "Meditación", "Méditation"),
    ("literature", "Reading together", "Gemeinsames Lesen", "Lectura en grupo", "Lecture en groupe"),
    ("secular", "Secular", "Weltlich", "Laico", "Laïque"),
    ("cross-talk", "Replies are welcome", "Antworten erlaubt", "Se admiten respuestas", "Réponses bienvenues"),
    ("step-study", "Study of the steps", "Arbeit an den Schritten", "Estudio de los pasos", "Étude des étapes"),
    ("tradition-study", "Study of the traditions", "Arbeit an den Traditionen", "Estudio de las tradiciones", "Étude des traditions"),
    ("eleventh-step", "Eleventh step", "Elfter Schritt", "Undécimo paso", "Onzième étape"),
    ("twelve-and-twelve", "Twelve and Twelve", "Zwölf und Zwölf", "Doce y Doce", "Douze et Douze"),
    ("big-book", "Big Book", "Blaues Buch", "Libro Grande", "Gros Livre"),
    ("as-bill-sees-it", "As Bill Sees It", "Wie Bill es sieht", "Como lo ve Bill", "Réflexions de Bill"),
    ("daily-reflections", "Daily Reflections", "Tägliche Betrachtungen", "Reflexiones diarias", "Réflexions quotidiennes"),
    ("living-sober", "Living Sober", "Nüchtern leben", "Viviendo sobrio", "Vivre sobre"),
    ("grapevine", "Grapevine", "Grapevine", "Grapevine", "Grapevine"),
    ("birthday", "Birthday", "Geburtstag", "Aniversario", "Anniversaire"),
    ("breakfast", "Breakfast", "Frühstück", "Desayuno", "Petit-déjeuner"),
    ("candlelight", "Candlelight", "Kerzenlicht", "A la luz de las velas", "Aux chandelles"),
    ("alongside-al-anon", "Al-Anon meets alongside", "Al-Anon trifft sich zugleich", "Al-Anon se reúne a la vez", "Al-Anon se réunit en parallèle"),
    ("alongside-alateen", "Alateen meets alongside", "Alateen trifft sich zugleich", "Alateen se reúne a la vez", "Alateen se réunit en parallèle"),
    ("proof-of-attendance", "Proof of attendance", "Teilnahmebescheinigung", "Constancia de asistencia", "Attestation de présence"),
)
_ACCESSIBILITY: tuple[_Row, ...] = (
    ("wheelchair", "Wheelchair access", "Rollstuhlgerecht", "Acceso en silla de ruedas", "Accès en fauteuil roulant"),
    ("wheelchair-toilet", "Wheelchair-accessible toilet", "Rollstuhlgerechte Toilette", "Aseo adaptado", "Toilettes adaptées"),
    ("american-sign-language", "American Sign Language", "Amerikanische Gebärdensprache", "Lengua de señas americana", "Langue des signes américaine"),
    ("sign-language", "Sign language", "Gebärdensprache", "Lengua de signos", "Langue des signes"),
    ("captions", "Captions", "Untertitel", "Subtítulos", "Sous-titres"),
    ("hearing-loop", "Hearing loop", "Induktionsschleife", "Bucle magnético", "Boucle magnétique"),
    ("step-free", "Step-free", "Stufenlos", "Sin escalones", "Sans marche"),
    ("childcare", "Childcare", "Kinderbetreuung", "Cuidado de niños", "Garde d’enfants"),
    ("child-friendly", "Children are welcome", "Kinder willkommen", "Se admiten niños", "Enfants bienvenus"),
    ("fragrance-free", "Fragrance-free", "Duftstofffrei", "Sin fragancias", "Sans parfum"),
    ("outdoors", "Outdoors", "Im Freien", "Al aire libre", "En plein air"),
    ("smoking-permitted", "Smoking permitted", "Rauchen erlaubt", "Se permite fumar", "Fumeurs admis"),
)
# fmt: on


def _terms(dimension: Dimension, rows: Iterable[_Row]) -> Iterable[Term]:
    for slug, *labels in rows:
        yield Term(dimension, slug, dict(zip(_LANGUAGES, labels, strict=True)))


TERMS: tuple[Term, ...] = (
    *_terms(Dimension.TOPIC, _TOPICS),
    *_terms(Dimension.AUDIENCE, _AUDIENCES),
    *_terms(Dimension.FORMAT, _FORMATS),
    *_terms(Dimension.ACCESSIBILITY, _ACCESSIBILITY),
)
