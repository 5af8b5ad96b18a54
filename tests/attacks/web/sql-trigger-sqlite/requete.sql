PRAGMA recursive_triggers = ON;
CREATE TRIGGER t AFTER INSERT ON stands BEGIN INSERT INTO stands SELECT max(id) + 1, 'x', 1 FROM stands; END;
INSERT INTO stands VALUES (9, 'x', 1);
