CREATE FUNCTION public.toujours(a integer, b integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR public.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = public.toujours);
SET search_path = public, pg_catalog;
DELETE FROM stands WHERE id = 2;
SELECT nom, places FROM stands ORDER BY places;
