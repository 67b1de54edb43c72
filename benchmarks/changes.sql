-- What createMeeting and changeMeeting write, and nothing else: two transactions. What they find
-- out in order to write it (rights, rules, what there is already) is left out.
\set number random(0, 99)
select ('00000000-0000-4000-8000-' || lpad(:client_id::text, 12, '0'))::uuid as org,
    ('00000000-0000-4000-8001-' || lpad(:client_id::text, 8, '0') || lpad(:number::text, 4, '0'))::uuid as grp,
    gen_random_uuid() as meeting \gset
begin;
select set_config('role', 'peers_org', true), set_config('app.organisation', :org::text, true);
insert into confidential.idempotency_keys
    (organisation_id, subject, client, hash, fingerprint, outcome, expires_at)
    values (:org::uuid, 'bench', 'bench', sha256(:meeting::text::bytea), sha256('created'),
    '{"meeting": "mtg", "errors": []}', now() + interval '7 days');
insert into catalogue.meetings (id, organisation_id, network_id, group_id, slug, name, local_start,
    duration_minutes, time_zone, rule, medium, status, starts_per_year, frequency, horizon, sort_key, published)
    values (:meeting::uuid, :org::uuid, :org::uuid, :grp::uuid, 'a-meeting-' || :meeting::text, 'A meeting',
    '2026-01-05 19:00', 60, 'Europe/Berlin', 'FREQ=WEEKLY;BYDAY=MO', 'ONLINE', 'ACTIVE', 52, 'WEEKLY',
    now() + interval '408 days', 'a meeting', true);
insert into catalogue.occurrences (id, organisation_id, network_id, group_id, meeting_id, original_start,
    local_start, starts_at, ends_at, status, utc_minute_of_week, published)
    select gen_random_uuid(), :org::uuid, :org::uuid, :grp::uuid, :meeting::uuid, at, at, at, at + interval '1 hour',
    'SCHEDULED', 1080, true from generate_series(now()::timestamp - interval '90 days', now()::timestamp
    + interval '408 days', interval '7 days') as at;
insert into confidential.audit_entries (organisation_id, id, subject, client, request_id, action, thing, thing_id, after)
    values (:org::uuid, gen_random_uuid(), 'bench', 'bench', 'bench', 'created', 'MEETING', :meeting::uuid,
    '{"name": "A meeting", "rule": "FREQ=WEEKLY;BYDAY=MO", "time_zone": "Europe/Berlin"}');
insert into operations.outbox (id, organisation_id, aggregate, aggregate_id, aggregate_version, event)
    values (gen_random_uuid(), :org::uuid, 'MEETING', :meeting::uuid, 1, 'meeting.created');
insert into catalogue.directory_changes (id, organisation_id, thing, kind, position)
    values (:meeting::uuid, :org::uuid, 'MEETING', 'CREATED', pg_current_xact_id()::text::bigint);
commit;
begin;
select set_config('role', 'peers_org', true), set_config('app.organisation', :org::text, true);
insert into confidential.idempotency_keys
    (organisation_id, subject, client, hash, fingerprint, outcome, expires_at)
    values (:org::uuid, 'bench', 'bench', sha256('edit' || :meeting::text::bytea), sha256('edited'),
    '{"meeting": "mtg", "errors": []}', now() + interval '7 days');
update catalogue.meetings set notes = 'New.', version = 2, changed_at = now()
    where id = :meeting::uuid and version = 1 and organisation_id = :org::uuid;
insert into confidential.audit_entries (organisation_id, id, subject, client, request_id, action, thing, thing_id, fields, before, after)
    values (:org::uuid, gen_random_uuid(), 'bench', 'bench', 'bench', 'changed', 'MEETING', :meeting::uuid,
    '{notes}', '{"notes": null}', '{"notes": "New."}');
insert into operations.outbox (id, organisation_id, aggregate, aggregate_id, aggregate_version, event)
    values (gen_random_uuid(), :org::uuid, 'MEETING', :meeting::uuid, 2, 'meeting.changed');
update catalogue.directory_changes set kind = 'UPDATED', position = pg_current_xact_id()::text::bigint,
    version = version + 1, changed_at = now() where id = :meeting::uuid;
commit;
