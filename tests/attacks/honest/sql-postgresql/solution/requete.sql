SELECT nom, places FROM stands WHERE places > 2 ORDER BY places;
