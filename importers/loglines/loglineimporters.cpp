#include "importers/loglines/loglineimporters.h"

namespace faultline {

void addLoglineImporters(ImporterList&) {}

}    // namespace faultline
