function duree(minutes) {
  const heures = Math.floor(minutes / 60);
  const reste = String(minutes % 60).padStart(2, '0');
  return `${heures} h ${reste}`;
}
