#!/bin/bash
mkdir sauvegarde
cp site/index.html sauvegarde
