#include "ui/analysis/loadpage.h"

#include "ui/casesession.h"
#include "ui/views/breakdownheader.h"

namespace faultline {

AnalysisQuestion LoadPage::ask(const AnalysisSubject& subject) const
{
    AnalysisQuestion question;
    question.caption = spanText(subject.session.view(), subject.session);
    return question;
}

}    // namespace faultline
