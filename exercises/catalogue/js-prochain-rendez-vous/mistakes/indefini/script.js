function prochain(dates, aujourdhui) {
  return dates.filter((date) => date >= aujourdhui).sort()[0];
}
