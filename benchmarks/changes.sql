-- What createMeeting and changeMeeting write, and nothing else: two transactions.
select gen_random_uuid() as meeting \gset
select id as grp, network_id as network from catalogue.groups
where organisation_id = :org::uuid order by id offset (random() * 5)::int limit 1 \gset
begin;
select set_config('role', 'peers_org', true), set_config('app.organisation', :org::text, true);
insert into confidential.idempotency_keys
    (organisation_id, subject, client, hash, fingerprint, expires_at)
    values (:org::uuid, 'bench', 'bench', decode(md5(random()::text), 'hex'), '\x00', now() + interval '7 days');
insert into catalogue.meetings (id, organisation_id, network_id, group_id, slug, name, local_start,
    duration_minutes, time_zone, rule, medium, status, starts_per_year, frequency, horizon, sort_key, published)
    values (:meeting::uuid, :org::uuid, :network::uuid, :grp::uuid, :meeting::text, 'A meeting',
    '2026-01-05 19:00', 60, 'Europe/Berlin', 'FREQ=WEEKLY;BYDAY=MO', 'ONLINE', 'ACTIVE', 52, 'WEEKLY',
    now() + interval '407 days', 'a meeting', true);
insert into catalogue.occurrences (id, organisation_id, network_id, group_id, meeting_id, original_start,
    local_start, starts_at, ends_at, status, utc_minute_of_week, published)
    select gen_random_uuid(), :org::uuid, :network::uuid, :grp::uuid, :meeting::uuid, at, at, at, at + interval '1 hour',
    'SCHEDULED', 1080, true from generate_series(now()::timestamp - interval '90 days', now()::timestamp
    + interval '407 days', interval '7 days') as at;
update catalogue.groups set media = '{ONLINE}', frequency = 'SEVERAL_A_WEEK' where id = :grp::uuid;
insert into confidential.audit_entries (organisation_id, id, subject, client, request_id, action, thing, thing_id, after)
    values (:org::uuid, gen_random_uuid(), 'bench', 'bench', 'bench', 'created', 'MEETING', :meeting::uuid,
    '{"name": "A meeting", "rule": "FREQ=WEEKLY;BYDAY=MO", "time_zone": "Europe/Berlin"}');
insert into operations.outbox (id, organisation_id, aggregate, aggregate_id, aggregate_version, event)
    values (gen_random_uuid(), :org::uuid, 'MEETING', :meeting::uuid, 1, 'meeting.created');
commit;
begin;
select set_config('role', 'peers_org', true), set_config('app.organisation', :org::text, true);
insert into confidential.idempotency_keys
    (organisation_id, subject, client, hash, fingerprint, expires_at)
    values (:org::uuid, 'bench', 'bench', decode(md5(random()::text), 'hex'), '\x00', now() + interval '7 days');
update catalogue.meetings set notes = 'New.', version = 2, changed_at = now()
    where id = :meeting::uuid and version = 1 and organisation_id = :org::uuid;
insert into confidential.audit_entries (organisation_id, id, subject, client, request_id, action, thing, thing_id, fields, before, after)
    values (:org::uuid, gen_random_uuid(), 'bench', 'bench', 'bench', 'changed', 'MEETING', :meeting::uuid,
    '{notes}', '{"notes": null}', '{"notes": "New."}');
insert into operations.outbox (id, organisation_id, aggregate, aggregate_id, aggregate_version, event)
    values (gen_random_uuid(), :org::uuid, 'MEETING', :meeting::uuid, 2, 'meeting.changed');
commit;
