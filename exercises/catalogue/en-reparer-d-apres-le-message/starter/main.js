// TypeError: Cannot read properties of undefined (reading 'length')
function countLoans(member) {
  return member.loans.length;
}

// TypeError: Assignment to constant variable.
function totalFees(fees) {
  const total = 0;
  for (const fee of fees) {
    total = total + fee;
  }
  return total;
}

// ReferenceError: adress is not defined
function mailLine(name, address) {
  return name + " <" + adress + ">";
}

// TypeError: names.join is not a function
function guestList(names) {
  return names.join(", ");
}

// SyntaxError: Unexpected token 'o', "not a list" is not valid JSON
function readTools(text) {
  return JSON.parse(text);
}
