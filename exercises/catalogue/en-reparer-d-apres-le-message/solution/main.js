function countLoans(member) {
  return member.loans ? member.loans.length : 0;
}

function totalFees(fees) {
  let total = 0;
  for (const fee of fees) {
    total = total + fee;
  }
  return total;
}

function mailLine(name, address) {
  return name + " <" + address + ">";
}

function guestList(names) {
  if (typeof names === "string") {
    return names;
  }
  return names.join(", ");
}

function readTools(text) {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}
