#pragma once

#include "app/import/handwrittentime.h"
#include "app/import/textcursor.h"

namespace faultline {

/// A date as people write it; year 0 where it is not written.
struct WrittenDate {
    int year = 0;
    int month = 0;
    int day = 0;
    DateLayout layout = DateLayout::None;
    DateOrder shownOrder = DateOrder::Unknown;
    bool orderAssumed = false;
    bool needsClock = false;    ///< "22/04" alone may be a fraction
};

/// "2024-04-22", "22/04", "04/22/24", "22.04.2024", "May 11th, 2023", "11th of May", "19. April", "22-Apr-2024".
bool scanWrittenDate(TextCursor& cursor, const DateOrders& orders, WrittenDate& date);

/// "Tuesday, the " -> 2; -1 when there is none.
int scanWeekday(TextCursor& cursor);

}    // namespace faultline
