CREATE TRIGGER t BEFORE INSERT ON stands FOR EACH ROW SET NEW.places = 0;
DELETE FROM stands WHERE id > 3;
SELECT nom, places FROM stands WHERE id < 4 AND places > 2 ORDER BY places;
