#!/usr/bin/env bash
cp -r site sauvegarde
