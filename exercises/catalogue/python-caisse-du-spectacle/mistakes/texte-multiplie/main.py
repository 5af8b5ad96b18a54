nom = input("Votre nom ? ")
adultes = input("Combien d’adultes ? ")
enfants = input("Combien d’enfants ? ")

total = adultes * 8 + enfants * 5

print(f"Bonjour {nom}")
print(f"À payer : {total} €")
