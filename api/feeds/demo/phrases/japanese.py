"""Phrases in Japanese."""

from api.domain.vocabulary import Joining
from api.feeds.demo.phrases.table import Phrases, Remark
from api.feeds.demo.seeds import Form

JAPANESE = Phrases(
    language="ja",
    topics={
        "alcohol": "アルコール",
        "bereavement": "死別",
        "cancer": "がん",
        "caregiving": "家族の介護",
        "dementia-care": "認知症の家族の介護",
        "depression": "うつ",
        "loneliness": "孤独",
        "neurodiversity": "発達障害",
    },
    who={
        "alcohol": "お酒をやめたい人",
        "bereavement": "大切な人を亡くした人",
        "cancer": "がんを経験した人",
        "caregiving": "家族を介護している人",
        "dementia-care": "認知症の家族を介護している人",
        "depression": "うつを経験している人",
        "loneliness": "孤独を感じている人",
        "neurodiversity": "発達障害のある人",
    },
    forms={
        Form.CIRCLE: "語り合う会",
        Form.GATHERING: "集い",
        Form.WALK: "散歩の会",
        Form.TABLE: "お茶の会",
        Form.WORKSHOP: "ものづくりの会",
        Form.HOUR: "質問の会",
        Form.QUIET: "静かな時間",
    },
    summaries={
        Form.CIRCLE: "{who}のための会です。順番に話し、互いに耳を傾けます。",
        Form.GATHERING: "{who}のための集いです。話さなくてもかまいません。",
        Form.WALK: "{who}のための会です。一緒に歩きながら話します。",
        Form.TABLE: "{who}のための会です。お茶を飲みながら経験を分かち合います。",
        Form.WORKSHOP: "{who}のための会です。手を動かしながら話します。",
        Form.HOUR: "{who}のための会です。学んだことを伝え合い、質問に答えます。",
        Form.QUIET: "{who}のための時間です。しばらく静かに過ごしてから話します。",
    },
    named="{topic}・{form}({place})",
    online="オンライン",
    by_phone="電話",
    joining={
        Joining.OPEN: "予約なしで参加できます。",
        Joining.ON_REQUEST: "参加の前にご連絡ください。",
        Joining.CLOSED: "現在、新しい参加者は受け付けていません。",
    },
    notice="ピアサポートは治療でも緊急サービスでもありません。"
    "危険があるときは、その地域の緊急番号に電話してください。",
    guidelines="ここで話されたことは外で話しません。話したくないときは話さなくてもかまいません。",
    remarks={
        Remark.CANCELLED: "この日は会場が閉まっています。",
        Remark.MOVED: "今回だけ一時間遅く始まります。",
        Remark.ROOM: "参加方法は申し込んだ人にお知らせします。",
        Remark.HOURS: "夜六時から十時まで。",
    },
    streets=("灯町{number}番地",),
    houses=("灯の家", "古い読書室"),
    areas=("中心部", "駅の近く"),
)
