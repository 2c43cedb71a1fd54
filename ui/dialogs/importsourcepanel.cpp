#include "ui/dialogs/importsourcepanel.h"

#include "app/base/text.h"
#include "ui/convert.h"
#include "ui/dialogs/columntable.h"
#include "ui/models/issuemodel.h"
#include "ui/models/previewmodel.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QCoreApplication>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>
#include <QTableView>
#include <QTimeZone>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

namespace {

constexpr int linesOfBeginning = 3;

QLabel* plainLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

/// The first lines of a text, each on a line of its own.
QString beginning(const std::string& lines, const QFontMetrics& metrics, int room)
{
    QStringList shown;
    for (const QString& line : toQString(lines).split(QLatin1Char('\n'), Qt::SkipEmptyParts).mid(0, linesOfBeginning))
        shown << metrics.elidedText(toQString(withVisibleControls(toStd(line.left(400)))), Qt::ElideRight, room);
    return shown.join(QLatin1Char('\n'));
}

QStringList knownZones(const ImportHints& hints)
{
    QStringList zones{toQString(hints.caseZone.name()), QStringLiteral("UTC")};
    if (hints.zone)
        zones << toQString(hints.zone->name());
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds())
        if (id.contains('/'))
            zones << QString::fromLatin1(id);
    zones.removeDuplicates();
    return zones;
}

}    // namespace

ImportSourcePanel::ImportSourcePanel(const ImporterRegistry& registry, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_registry(registry), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    m_title = plainLabel({}, this);
    column->addWidget(m_title);
    m_questionBar = new QWidget(this);
    m_questionBar->setAutoFillBackground(true);
    auto* bar = new QVBoxLayout(m_questionBar);
    bar->setContentsMargins(12, 8, 12, 8);
    m_question = plainLabel({}, m_questionBar);
    m_question->setWordWrap(true);
    bar->addWidget(m_question);
    m_answers = new QHBoxLayout;
    m_answers->setSpacing(8);
    bar->addLayout(m_answers);
    m_forAll = new QCheckBox(m_questionBar);
    bar->addWidget(m_forAll);
    column->addWidget(m_questionBar);
    m_choices = new QWidget(this);
    auto* choices = new QHBoxLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    choices->setSpacing(8);
    buildChoices(choices);
    column->addWidget(m_choices);
    m_logFormat = new QLineEdit(this);
    m_logFormat->setFont(theme.monospace());
    m_logFormat->setPlaceholderText(tr("log_format of nginx or LogFormat of Apache, pasted as it stands in the server's configuration"));
    m_logFormat->setAccessibleName(tr("Pasted log format"));
    connect(m_logFormat, &QLineEdit::editingFinished, this, &ImportSourcePanel::takeChoices);
    column->addWidget(m_logFormat);
    m_problem = plainLabel({}, this);
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);

    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    m_previewModel = new PreviewModel(theme, this);
    m_preview = new QTableView(m_tabs);
    m_preview->setModel(m_previewModel);
    m_preview->setAccessibleName(tr("Preview of the lines"));
    m_preview->setShowGrid(false);
    m_preview->setWordWrap(false);
    m_preview->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_preview->setTabKeyNavigation(false);
    m_preview->setFrameShape(QFrame::NoFrame);
    m_preview->verticalHeader()->hide();
    m_preview->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_preview->horizontalHeader()->setHighlightSections(false);
    m_preview->horizontalHeader()->setStretchLastSection(true);
    m_tabs->addTab(m_preview, tr("Preview"));
    m_columns = new ColumnTable(theme, m_tabs);
    connect(m_columns, &ColumnTable::changed, this, [this](const StatedColumns& stated) {
        m_draft.options.columns = stated;
        emit draftChanged(m_draft);
    });
    connect(m_columns, &ColumnTable::wantedForOthers, this, &ImportSourcePanel::columnsForOthers);
    m_tabs->addTab(m_columns, tr("Columns"));
    column->addWidget(m_tabs, 1);
}

void ImportSourcePanel::buildChoices(QHBoxLayout* row)
{
    const auto labelled = [&](const QString& text, QWidget* field) {
        auto* label = plainLabel(text, m_choices);
        label->setBuddy(field);
        row->addWidget(label);
        row->addWidget(field);
        field->setAccessibleName(label->text().remove(QLatin1Char('&')));
        return label;
    };
    m_format = new QComboBox(m_choices);
    m_format->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_format->setMinimumContentsLength(28);
    labelled(tr("Forma&t"), m_format);
    m_zone = new QComboBox(m_choices);
    m_zone->setEditable(true);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    m_zone->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_zone->setMinimumContentsLength(18);
    labelled(tr("&Zone"), m_zone);
    m_year = new QLineEdit(m_choices);
    m_year->setValidator(new QIntValidator(1678, 2261, m_year));
    m_year->setPlaceholderText(tr("as written"));
    m_year->setFixedWidth(fontMetrics().averageCharWidth() * 13);
    labelled(tr("&Year"), m_year);
    m_anchor = new QComboBox(m_choices);
    m_anchor->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_anchorLabel = labelled(tr("Times &mark"), m_anchor);
    row->addStretch(1);
    connect(m_format, &QComboBox::activated, this, &ImportSourcePanel::takeChoices);
    connect(m_zone, &QComboBox::activated, this, &ImportSourcePanel::takeChoices);
    connect(m_zone->lineEdit(), &QLineEdit::editingFinished, this, &ImportSourcePanel::takeChoices);
    connect(m_year, &QLineEdit::editingFinished, this, &ImportSourcePanel::takeChoices);
    connect(m_anchor, &QComboBox::activated, this, &ImportSourcePanel::takeChoices);
}

void ImportSourcePanel::show(const ImportDraft& draft, const ImportHints& hints, Others others)
{
    const bool isOther = draft.preview.path != m_draft.preview.path;
    m_draft = draft;
    m_hints = hints;
    const QSignalBlocker blocked(this);
    m_isFilling = true;
    QString why;
    if (!draft.options.columns.empty() && draft.isReadable()) {
        QStringList kinds;
        for (const std::string& kind : draft.preview.kinds)
            kinds << toQString(kind);
        why = tr(" – read with the roles that you gave; it becomes: %1").arg(kinds.join(QStringLiteral(", ")));
    } else if (!draft.preview.candidates.empty()) {
        const Candidate& best = draft.preview.candidates.front();
        why = tr(" – %1 (%2 %)").arg(toQString(withVisibleControls(best.detection.reason)), QString::number(best.detection.confidence));
        if (draft.preview.candidates.size() > 1) {
            const Candidate& next = draft.preview.candidates[1];
            why += tr("; next: %1 (%2 %)").arg(toQString(next.importer->info().title), QString::number(next.detection.confidence));
        }
    }
    const QString name = toQString(withVisibleControls(draft.preview.path)).section(QLatin1Char('/'), -1) + why;
    m_title->setText(m_title->fontMetrics().elidedText(name, Qt::ElideRight, qMax(width(), 600) - 16));
    m_title->setToolTip(name.toHtmlEscaped());
    showQuestion(others.alike);
    showChoices();
    showColumns(others.withSameColumns);
    showPreview();
    if (isOther)
        m_tabs->setCurrentIndex(0);
    m_isFilling = false;
}

void ImportSourcePanel::showQuestion(int alike)
{
    while (QLayoutItem* old = m_answers->takeAt(0)) {
        if (old->widget()) {
            old->widget()->hide();
            old->widget()->deleteLater();    // one of them may be asking for this
        }
        delete old;
    }
    const auto questions = openQuestions(m_draft, m_hints);
    m_shownQuestions = static_cast<int>(questions.size());
    m_questionBar->setVisible(!questions.empty());
    if (questions.empty())
        return;
    QPalette palette = m_questionBar->palette();
    palette.setColor(QPalette::Window, m_theme.colors().soft);
    m_questionBar->setPalette(palette);
    const ImportQuestion question = questions.front();
    m_question->setText(question.text);
    for (const ImportAnswer& answer : question.answers) {
        auto* button = new QPushButton(answer.label, m_questionBar);
        button->setAutoDefault(true);
        button->setAccessibleDescription(question.text);
        connect(button, &QPushButton::clicked, this, [this, kind = question.kind, answer] {
            emit answered(kind, answer, m_forAll->isVisible() && m_forAll->isChecked());
        });
        m_answers->addWidget(button);
        button->show();    // it may be given the focus at once
    }
    m_answers->addStretch(1);
    m_forAll->setVisible(alike > 0);
    m_forAll->setChecked(false);
    m_forAll->setText(alike == 1 ? tr("The same for the other file that asks") : tr("The same for the %1 other files that ask").arg(alike));
}

void ImportSourcePanel::focusQuestion()
{
    for (int index = 0; index < m_answers->count(); ++index) {
        if (QWidget* button = m_answers->itemAt(index)->widget())
            return button->setFocus(Qt::OtherFocusReason);
    }
}

void ImportSourcePanel::showChoices()
{
    const SourcePreview& preview = m_draft.preview;
    m_format->clear();
    const QString best = preview.candidates.empty() ? tr("not detected") : toQString(preview.candidates.front().importer->info().title);
    m_format->addItem(tr("Detected: %1").arg(best), QString());
    for (const auto& importer : m_registry.importers())
        if (!importer->needsLogFormat())
            m_format->addItem(toQString(importer->info().title), toQString(importer->info().id));
    m_format->setCurrentIndex(qMax(0, m_format->findData(toQString(m_draft.format))));
    m_zone->clear();
    const QString basis = m_draft.options.zone ? QString() : zoneBasisText(m_draft);
    m_zone->addItem(basis.isEmpty() ? tr("as detected") : basis);
    m_zone->addItems(knownZones(m_hints));
    m_zone->setCurrentText(m_draft.options.zone ? toQString(m_draft.options.zone->name()) : m_zone->itemText(0));
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_year->setText(m_draft.options.year ? QString::number(*m_draft.options.year) : QString());
    const bool hasRequests = std::find(preview.kinds.begin(), preview.kinds.end(), "request") != preview.kinds.end();
    m_anchor->setVisible(hasRequests);
    m_anchorLabel->setVisible(hasRequests);
    m_anchor->clear();
    const QString found = preview.anchor == Anchor::Unknown ? tr("not known")
        : preview.anchor == Anchor::Start                   ? tr("the start")
                                                            : tr("the end");
    m_anchor->addItem(preview.anchorBasis == Basis::Assumed ? tr("%1, assumed").arg(found) : found);
    m_anchor->addItem(tr("the start of a request"), static_cast<int>(Anchor::Start));
    m_anchor->addItem(tr("the end of a request"), static_cast<int>(Anchor::End));
    m_anchor->setToolTip(toQString(preview.anchorReason).toHtmlEscaped());
    if (m_draft.options.anchor)
        m_anchor->setCurrentIndex(*m_draft.options.anchor == Anchor::Start ? 1 : 2);
    m_choices->setEnabled(!preview.firstLines.empty());
    constexpr int likely = 40;    // below, a format is a guess that a pasted one may replace
    const bool isGuess = !preview.candidates.empty() && preview.candidates.front().detection.confidence < likely;
    const bool isUnknown = !preview.importer || isGuess || !m_draft.options.logFormat.empty();
    m_logFormat->setVisible(isUnknown && !preview.firstLines.empty());
    m_logFormat->setText(toQString(m_draft.options.logFormat));
}

void ImportSourcePanel::showColumns(int others)
{
    const auto& columns = m_draft.preview.columns;
    const auto roles = m_draft.preview.importer ? m_draft.preview.importer->columnRoles() : std::vector<std::string>();
    const bool hasColumns = !columns.empty() && !roles.empty();
    m_tabs->setTabVisible(1, hasColumns);
    if (!hasColumns)
        return;
    m_columns->show(columns, m_draft.options.columns, roles, others);
    m_tabs->setTabText(1, tr("Columns: %1 of %2 used").arg(m_columns->used()).arg(columns.size()));
}

void ImportSourcePanel::showPreview()
{
    const SourcePreview& preview = m_draft.preview;
    const auto zone = TimeZone::named(preview.zone);
    const TimeZone shown = m_draft.options.zone ? *m_draft.options.zone : zone ? *zone : m_hints.caseZone;
    m_previewModel->setRows(preview.rows, shown);
    m_preview->setColumnHidden(PreviewModel::Shown, shown.isUtc());    // it would say the same twice
    fit();
    const QString problem = problemText();
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(problem);
    const bool isBroken = preview.error && preview.firstLines.empty();
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, isBroken ? m_theme.colors().bad : m_theme.colors().muted);
    m_problem->setPalette(palette);
}

/// The last column says the most: it gets what the others leave.
void ImportSourcePanel::fit()
{
    const int unit = fontMetrics().averageCharWidth();
    const auto& rows = m_draft.preview.rows;
    const bool isLong = std::any_of(rows.begin(), rows.end(), [](const PreviewRow& row) { return row.written.size() > 30; });
    m_preview->setColumnWidth(PreviewModel::Line, unit * 8);
    m_preview->setColumnWidth(PreviewModel::Understood, unit * 24);
    m_preview->setColumnWidth(PreviewModel::Shown, unit * 30);
    const int left = m_preview->viewport()->width() - unit * (m_preview->isColumnHidden(PreviewModel::Shown) ? 32 : 62);
    m_preview->setColumnWidth(PreviewModel::Written, isLong ? qMax(left / 2, unit * 20) : unit * 26);
    // A label of several lines says only at a known width how high it is.
    for (QLabel* label : {m_question, m_problem})
        label->setMinimumHeight(label->isVisibleTo(this) ? qMax(0, label->heightForWidth(qMax(label->width(), unit * 40))) : 0);
}

void ImportSourcePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

QString ImportSourcePanel::problemText() const
{
    const SourcePreview& preview = m_draft.preview;
    QStringList problems;
    if (preview.error && preview.firstLines.empty())
        problems << toQString(withVisibleControls(preview.error->message()));
    for (const Issue& issue : preview.issues) {
        if (m_question->isVisibleTo(this) && m_question->text().startsWith(toQString(issue.reason)))
            continue;    // it is being asked
        // What is assumed holds for the whole file, wherever it was said.
        const bool isOfLine = issue.line != 0 && kindOfIssue(issue).gravity != IssueGravity::Assumption;
        problems << toQString(withVisibleControls(isOfLine ? "Line " + std::to_string(issue.line) + ": " + issue.reason : issue.reason));
    }
    if (preview.rejected > 0)
        problems << tr("%1 lines of the beginning are not understood").arg(preview.rejected);
    if (preview.importer && preview.rows.empty() && !preview.isComplete)
        problems << tr("The file is one long document; it is understood when it is imported");
    if (!preview.importer && !preview.firstLines.empty())
        problems << tr("It begins:") + QLatin1Char('\n') + beginning(preview.firstLines, fontMetrics(), qMax(width(), 600) - 16);
    return problems.mid(0, 3).join(QLatin1Char('\n')) + (problems.size() > 3 ? tr("\nand %1 more").arg(problems.size() - 3) : QString());
}

void ImportSourcePanel::takeChoices()
{
    if (m_isFilling)
        return;
    ImportDraft changed = m_draft;
    changed.format = toStd(m_format->currentData().toString());
    const QString zoneText = m_zone->currentText().trimmed();
    if (zoneText.isEmpty() || zoneText == m_zone->itemText(0)) {
        changed.options.zone.reset();
    } else if (const auto zone = TimeZone::named(toStd(zoneText)); zone) {
        changed.options.zone = *zone;
    } else {
        m_problem->setText(toQString(zone.error().message()));
        m_problem->show();
        return;
    }
    changed.options.year.reset();
    if (m_year->hasAcceptableInput())
        changed.options.year = m_year->text().toInt();
    changed.options.anchor.reset();
    if (m_anchor->currentIndex() > 0)
        changed.options.anchor = static_cast<Anchor>(m_anchor->currentData().toInt());
    changed.options.logFormat = toStd(m_logFormat->text().trimmed());
    const bool isSame = changed.format == m_draft.format && changed.options.zone == m_draft.options.zone
        && changed.options.year == m_draft.options.year && changed.options.anchor == m_draft.options.anchor
        && changed.options.logFormat == m_draft.options.logFormat;
    if (isSame)
        return;
    if (changed.format != m_draft.format)
        changed.options.columns.clear();
    m_draft = changed;
    emit draftChanged(changed);
}

}    // namespace faultline
