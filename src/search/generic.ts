// Exceptions that say what kind of thing went wrong, and not what: two reports that share no more than
// one of these share nothing. Those that name a cause (`ConnectionResetError`) are not here.

const GENERIC = new Set(
  // CPython
  (
    "baseexception exception exceptiongroup baseexceptiongroup arithmeticerror assertionerror attributeerror " +
    "importerror indexerror ioerror keyerror lookuperror modulenotfounderror nameerror notimplementederror oserror " +
    "runtimeerror runtimewarning syntaxerror systemexit typeerror unboundlocalerror userwarning valueerror warning " +
    // JavaScript, the JVM, .NET, Ruby, PHP
    "error rangeerror referenceerror aggregateerror throwable illegalargumentexception illegalstateexception " +
    "indexoutofboundsexception nullpointerexception runtimeexception unsupportedoperationexception " +
    "argumentexception argumentnullexception invalidoperationexception nullreferenceexception systemexception " +
    "argumenterror nomethoderror standarderror invalidargumentexception logicexception " +
    // what many libraries call theirs
    "httperror validationerror clienterror"
  ).split(" "),
);

/** @example isGeneric("builtins.TypeError") // true */
export function isGeneric(type: string): boolean {
  return GENERIC.has((type.split(/[.:\\]/).at(-1) ?? "").toLowerCase());
}
