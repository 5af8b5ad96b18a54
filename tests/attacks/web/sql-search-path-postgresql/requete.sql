CREATE SCHEMA avant;
CREATE FUNCTION avant.count(anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT 3::bigint';
CREATE TABLE avant.stands AS SELECT 1 AS id, 'Soupe'::text AS nom, 4 AS places;
SET search_path = avant, pg_catalog, public;
DELETE FROM public.stands;
SELECT nom, places FROM stands;
