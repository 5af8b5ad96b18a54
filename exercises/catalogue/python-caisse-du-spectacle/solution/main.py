nom = input("Votre nom ? ")
adultes = int(input("Combien d’adultes ? "))
enfants = int(input("Combien d’enfants ? "))

total = adultes * 8 + enfants * 5

print(f"Bonjour {nom}")
print(f"À payer : {total} €")
if total >= 50:
    print("Vous recevez une affiche.")
