-- Organisations whose editors change meetings: each with a network and a hundred groups. Their ids
-- are made of numbers, so that whoever makes load need not look them up.
insert into catalogue.organisations
    (id, slug, name, kind, status, country, languages, sort_key, published, demo)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'editor-' || n, 'Editor',
    'NETWORK_OPERATOR', 'VERIFIED', 'GB', '{en}', 'editor', true, true
from generate_series(0, 63) as n;

insert into catalogue.networks
    (id, organisation_id, slug, name, topics, coverage, languages, status, sort_key, published)
select o.id, o.id, o.slug, 'Network', '{}', '{GB}', '{en}', 'PUBLISHED', 'network', true
from catalogue.organisations as o where o.slug like 'editor-%';

insert into catalogue.groups
    (id, organisation_id, network_id, slug, name, summary, description, language, topics, support,
    joining, audiences, languages, accepts_referrals, capacity_status, status, media, search,
    sort_key, published)
select ('00000000-0000-4000-8001-' || lpad(o.n::text, 8, '0') || lpad(g::text, 4, '0'))::uuid, o.id,
    o.id, o.slug || '-' || g, 'Group', 'We meet.', 'We meet.', 'en', '{}', '{}', 'OPEN', '{}',
    '{en}', false, 'UNKNOWN', 'PUBLISHED', '{}', to_tsvector('simple', 'group'), 'group', true
from (
    select id, slug, replace(slug, 'editor-', '')::int as n
    from catalogue.organisations where slug like 'editor-%'
) as o
cross join generate_series(0, 99) as g;
