CREATE TABLE members (
  id INTEGER PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  joined_on DATE NOT NULL
);

CREATE TABLE tools (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  deposit_cents INTEGER NOT NULL CHECK (deposit_cents >= 0)
);

CREATE TABLE loans (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL,
  tool_id INTEGER NOT NULL REFERENCES tools (id),
  borrowed_on DATE NOT NULL,
  due_on DATE NOT NULL,
  returned_on DATE,
  CHECK (due_on >= borrowed_on)
);
