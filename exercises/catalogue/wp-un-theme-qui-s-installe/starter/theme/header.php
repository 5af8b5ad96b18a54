<!doctype html>
<html>
<head>
    <title>Mon site</title>
</head>
<body>
