function prochain(dates, aujourdhui) {
  const aVenir = dates.filter((date) => date >= aujourdhui).sort();
  return aVenir.length > 0 ? aVenir[0] : null;
}
