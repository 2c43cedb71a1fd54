#include "importers/builtinimporters.h"

namespace faultline {

ImporterList builtinImporters()
{
    ImporterList list;

    // requests

    // operations

    // metrics

    // events

    // timelines

    // generic, last

    return list;
}

}    // namespace faultline
