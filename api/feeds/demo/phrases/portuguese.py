"""Phrases in Portuguese, in words that Brazil and Portugal share."""

from api.domain.vocabulary import Joining
from api.feeds.demo.phrases.table import Phrases, Remark
from api.feeds.demo.seeds import Form

PORTUGUESE = Phrases(
    language="pt",
    topics={
        "alcohol": "Álcool",
        "anxiety": "Ansiedade",
        "bereavement": "Luto",
        "cancer": "Câncer",
        "caregiving": "Quem cuida",
        "depression": "Depressão",
        "lgbtq-identity": "Identidade LGBTQ",
        "loneliness": "Solidão",
        "money-and-debt": "Dinheiro e dívidas",
    },
    who={
        "alcohol": "pessoas que querem parar de beber",
        "anxiety": "pessoas com ansiedade ou pânico",
        "bereavement": "pessoas em luto",
        "cancer": "pessoas em tratamento oncológico",
        "caregiving": "pessoas que cuidam de um familiar",
        "depression": "pessoas com depressão",
        "lgbtq-identity": "pessoas LGBTQ",
        "loneliness": "pessoas que se sentem sozinhas",
        "money-and-debt": "pessoas com dívidas ou pouco dinheiro",
    },
    forms={
        Form.CIRCLE: "roda de conversa",
        Form.GATHERING: "encontro",
        Form.WALK: "caminhada",
        Form.TABLE: "mesa partilhada",
        Form.WORKSHOP: "oficina",
        Form.HOUR: "hora das perguntas",
        Form.QUIET: "hora de silêncio",
    },
    summaries={
        Form.CIRCLE: "Um espaço para {who}: cada pessoa fala na sua vez e escuta as outras.",
        Form.GATHERING: "Um espaço para {who}: o encontro é livre e ninguém é obrigado a falar.",
        Form.WALK: "Um espaço para {who}: o grupo caminha e conversa pelo caminho.",
        Form.TABLE: "Um espaço para {who}: o grupo partilha uma refeição e experiências.",
        Form.WORKSHOP: "Um espaço para {who}: o grupo trabalha com as mãos e conversa.",
        Form.HOUR: "Um espaço para {who}: o grupo conta o que aprendeu e responde a perguntas.",
        Form.QUIET: "Um espaço para {who}: primeiro há silêncio, depois uma conversa.",
    },
    named="{topic}: {form}, {place}",
    nicknamed="{nickname}: {form}, {place}",
    nicknames=("A porta verde", "Rio lento", "Mesa comprida"),
    online="online",
    by_phone="por telefone",
    joining={
        Joining.OPEN: "Pode vir sem avisar.",
        Joining.ON_REQUEST: "Escreva primeiro; alguém do grupo responderá.",
        Joining.BY_REFERRAL: "Quem acompanha a pessoa pode encaminhá-la ao grupo.",
        Joining.CLOSED: "O grupo está completo neste momento.",
    },
    notice="O apoio entre pares não é terapia nem um serviço de emergência. "
    "Em caso de perigo, ligue para o número de emergência do lugar onde está.",
    guidelines="O que se diz aqui fica aqui. Cada pessoa fala de si, ninguém dá conselhos que "
    "não foram pedidos, e ninguém é obrigado a falar.",
    remarks={
        Remark.CANCELLED: "A sala está fechada nesse dia.",
        Remark.MOVED: "Uma hora mais tarde, só desta vez.",
        Remark.ADDED: "Um encontro a mais, a pedido de muitas pessoas.",
        Remark.COST: "Uma pequena contribuição para a sala.",
        Remark.HOURS: "À noite, das seis às dez.",
        Remark.ROOM: "O acesso é comunicado a quem se inscreveu.",
        Remark.SHARED: "Para quem passou por isso.",
    },
    streets=("Rua da Lanterna, {number}", "Rua do Pomar Velho, {number}"),
    houses=("Casa da Lanterna", "Antiga Sala de Leitura"),
    areas=("Centro", "Centro histórico"),
)
