#!/bin/bash
set -euo pipefail
# À vous.
