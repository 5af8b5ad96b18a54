#!/bin/bash
mv site sauvegarde
