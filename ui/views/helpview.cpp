#include "ui/views/helpview.h"

#include "ui/dialogs/dialogbuttons.h"
#include "ui/theme.h"

#include <QTextBrowser>
#include <QVBoxLayout>

namespace faultline {

namespace {

/// Our own words, as Markdown; nothing of a case is ever shown by this page.
QString page()
{
    const QStringList parts{
        HelpView::tr("# Find out why it broke"),
        HelpView::tr("Faultline reads what is left after an incident: access logs, database logs, metric exports, deploys, flags, and the "
                     "timeline that somebody wrote. It puts all of it on one axis of time."),
        HelpView::tr("## From files to the cause"),
        HelpView::tr("1. **Drop the files** into the window, all at once, or press Ctrl+I. What is certain is read without a question; what "
                     "is ambiguous, such as a zone or a year, is asked with a preview of what it would mean."),
        HelpView::tr("2. **Look at Problems** (Ctrl+6). Lines that could not be read and dates that contradict each other are listed with their "
                     "line. Nothing is lost in silence."),
        HelpView::tr("3. **Go to the trouble.** In the charts, the full stop and the comma step through events; F puts the event in the middle; "
                     "Ctrl+G takes a time such as 23/04 21:30."),
        HelpView::tr("4. **Drag over the rise.** The Breakdown (Ctrl+3) ranks the URLs that grew most against the time right before. Space puts "
                     "one of them on the charts, Enter filters everything to it."),
        HelpView::tr("5. **Compare.** C lays another window over this one: the crash of the day before, the same hours of last week."),
        HelpView::tr("6. **See the lines.** E in the Breakdown opens the Evidence: the untouched lines behind the number, with file and line "
                     "number. T there adds a line to the timeline."),
        HelpView::tr("## From the cause to the timeline"),
        HelpView::tr("- M marks the cursor, Shift+M the selected span; both become entries with their evidence.\n"
                     "- In the Timeline (Ctrl+4), Enter edits a cell and Ctrl+Enter makes a new row. Tags such as `impact`, `detected` and "
                     "`mitigation` give the durations below the table.\n"
                     "- Every edit is saved at once and can be undone with Ctrl+Z, without limit."),
        HelpView::tr("## From the timeline to the report"),
        HelpView::tr("Ctrl+E shows the export while you choose: Markdown, CSV, HTML or JSON, the zone, the columns. Ctrl+Shift+C in the "
                     "Timeline copies Markdown without a dialog."),
        HelpView::tr("## Times"),
        HelpView::tr("All times are in the zone that the status bar names, with its offset. Ctrl+U switches between the zone of the case and "
                     "UTC. The text of a log is never changed; when a zone turns out wrong, change it in the settings of the source and every "
                     "time moves."),
        HelpView::tr("## Keys"),
        HelpView::tr("Ctrl+K finds anything. Ctrl+? lists every key. F6 goes from panel to panel. Single letters act only while a chart or a "
                     "list has the focus, and can be switched off in the preferences."),
    };
    return parts.join(QStringLiteral("\n\n"));
}

}    // namespace

HelpView::HelpView(const Theme& theme, QWidget* parent) : QDialog(parent), m_theme(theme)
{
    setWindowTitle(tr("Help"));
    auto* column = new QVBoxLayout(this);
    m_page = new QTextBrowser(this);
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setAccessibleName(tr("Help"));
    m_page->setOpenLinks(false);
    m_page->document()->setDocumentMargin(16);
    column->addWidget(m_page);
    addCloseButton(*this, *column);
    connect(&theme, &Theme::changed, this, &HelpView::applyTheme);
    applyTheme();
    resize(fontMetrics().averageCharWidth() * 84, fontMetrics().lineSpacing() * 38);
}

void HelpView::applyTheme()
{
    m_page->setMarkdown(page());    // set again: headings take their colour when they are made
}

}    // namespace faultline
