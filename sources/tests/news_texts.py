"""Articles of our own making, for tests and measurements of what is looked for in articles."""

BRIDGE = """Inspectors found 14 cracks in the northern span of the harbour bridge on Monday night, the port authority said.

“We did not close the bridge lightly, and we won’t open it again until every weld has been tested,” said Marta Ruiz, who has led the authority since 2019. “Nobody knows today how long the repairs will take.”

The crossing carries 38,000 vehicles a day – about a third of them lorries bound for the container terminal. Queues at the tunnel reached 6 kilometres by Tuesday morning, and the operator asked drivers to stay away between 7 and 9 a.m.

A survey that was due in September had been put off because the contractor lacked trained climbers. “That decision was mine, and it was wrong,” the head of maintenance, Oskar Lindqvist, told reporters. He denied that money had played any part.

Engineers expect to publish a first assessment within 10 days. Ferry services will run every 20 minutes until then, at no charge for holders of a season ticket."""

WATER = """The regional council voted 23 to 11 on Wednesday to cut the water price for small farms by 12 percent from January.

“Families who grow what we eat should never pay more for water than a golf course does,” the council’s chair, Ines Okafor, said after the vote. Opponents called the measure a gift to landowners who had ignored every drought warning since 2016.

Under the plan, farms of up to 15 hectares will receive 4,200 cubic metres at the lower rate. Anything above that costs the full price of €1.85. The subsidy is expected to cost €7.3 million a year, half of it paid by the national rural fund.

Reservoirs in the region stood at 41 percent in early November, the lowest level for that month in two decades. Hydrologist Tomas Verne warned that cheaper water “will not fall from the sky because a council has raised its hands.” The utility said it would publish consumption figures for each valley every quarter.

A farmers’ union welcomed the decision but asked why vineyards were left out. Its spokeswoman said members had already replaced 900 old pumps at their own expense."""

LIBRARY = """Volunteers carried more than 60,000 books out of the flooded city library in four days, forming a human chain across Castle Square.

Director Helena Brandt said the oldest manuscripts had been moved to the third floor in 2021 and were dry. “What we lost are the children’s shelves and the local newspapers,” she said. “The newspapers exist nowhere else, and no copy was ever made of the years before 1931.”

Water entered through a cellar door that a delivery firm had left unlocked, according to the fire service. It rose to 1.7 metres within two hours. Staff switched off the electricity at 3:40 a.m., and nobody was hurt.

Freezing stops mould, so wet volumes were wrapped in film and driven to a fish warehouse at the docks. Restorers from three countries have offered to help; drying will take until spring. “People arrived with fruit boxes, prams and even a wedding car,” Brandt recalled. “I have never been so proud of this town.”

The insurer put the damage at 8 to 11 million crowns. The city has opened an account for donations, and two publishers promised to replace school books free of charge."""

STRIKE = """Train drivers will walk out for 48 hours from Friday after talks with the rail operator collapsed, their union announced.

The union demands a raise of 6.5 percent and a 36-hour week; the operator offered 4 percent over two years. “An offer that is eaten up by rents before it arrives is no offer,” said negotiator Pavel Horak. The operator’s head of personnel, Ruth Amsel, called the strike disproportionate and said her door remained open, day and night.

Commuter lines will run at a quarter of their usual service, with the first trains at 6 a.m. Long-distance tickets for the weekend stay valid until December 15. Airport shuttles are run by another company and are not affected.

It is the third stoppage this year. A court rejected the operator’s request to forbid it, finding that the notice of five days had been kept. Business groups estimate losses of €90 million a day, a figure that economists at the state university called “generously rounded.”

Both sides agreed to meet a mediator on Sunday. Horak said the strike would end early if a written offer was on the table by then, but he did not expect one."""

TEXTS = {"bridge": BRIDGE, "water": WATER, "library": LIBRARY, "strike": STRIKE}
