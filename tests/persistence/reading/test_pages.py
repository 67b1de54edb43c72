from api.domain.access import Scope, Viewer
from tests.persistence.reading.asking import Asker


async def test_smoke(asker: Asker) -> None:
    d = await asker.data(
        "{groups(first:100){nodes{name slug status organisation{slug}} totalCount} meetings{totalCount} occurrences(when:{now:true}){nodes{startsAt endsAt}totalCount}}"
    )
    print(d)
    v = Viewer(asker.world.organisation("river"), "me", frozenset({Scope.MEETINGS_READ}))
    d = await asker.data("{meetings{totalCount nodes{venues{exactAddress}}}}", viewer=v)
    print(d)
    d = await asker.data("{organisations{totalCount}}", viewer=v)
