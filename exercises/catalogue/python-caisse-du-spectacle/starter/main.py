nom = input("Votre nom ? ")
print("Bonjour")
