// Nothing: the browser is only started as with an extension.
