nom = input("Votre nom ? ")
places = int(input("Combien d’adultes ? ")) + int(input("Combien d’enfants ? "))

total = places * 8

print(f"Bonjour {nom}")
print(f"À payer : {total} €")
if total >= 50:
    print("Vous recevez une affiche.")
