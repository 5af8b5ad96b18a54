function prochain(dates, aujourdhui) {
  return dates.find((date) => date >= aujourdhui) ?? null;
}
