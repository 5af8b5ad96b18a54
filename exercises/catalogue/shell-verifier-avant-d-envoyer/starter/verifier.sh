#!/bin/bash
# Votre script ici. Le dossier reçu est dans "$1".
