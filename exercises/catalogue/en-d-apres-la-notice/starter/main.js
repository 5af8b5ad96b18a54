function initials(fullName) {
  // À vous.
}

function isOverdue(dueDate, today) {
  // À vous.
}

function truncate(text, maxLength) {
  // À vous.
}
