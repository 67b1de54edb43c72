-- A computed column, as PostGraphile understands one: what a group's nextOccurrences are here.
-- It lies in the schema of the table, since PostGraphile looks for it nowhere else.
create function catalogue.groups_next_occurrences(g catalogue.groups)
returns setof catalogue.occurrences
language sql stable parallel safe
begin atomic
  select o.* from catalogue.occurrences o
  where o.group_id = g.id and o.published and o.status = 'SCHEDULED'
    and o.starts_at >= now() - interval '10 minutes'
  order by o.starts_at, o.id;
end;
