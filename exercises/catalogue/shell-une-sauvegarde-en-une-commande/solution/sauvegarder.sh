#!/bin/bash
cp -r site sauvegarde
