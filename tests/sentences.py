"""Sentences that read, and what they read as; talk that must not read."""

from __future__ import annotations

# sentence | operation | region | prompt
_TABLE = """
swap background to autumn trail | replace | background | autumn trail
Swap the background to a beach at dawn | replace | background | a beach at dawn
please swap the background for a snowy street! | replace | background | a snowy street
change the background to a marble counter | replace | background | a marble counter
replace the background with a street at dusk | replace | background | a street at dusk
replace the background with a street at dusk | replace | background | a street at dusk
put her on a beach at dawn | replace | background | a beach at dawn
put the mug on a marble counter | replace | background | a marble counter
put the product in front of a brick wall | replace | background | a brick wall
place the bottle on a wooden table | replace | background | a wooden table
put a hat on the dog | add | dog | a hat
put sunglasses on the dog | add | dog | sunglasses
put a beach behind her | replace | background | a beach
blur the background | replace | background | blurred
blur out the background a little | replace | background | blurred a little
put a snowy street in the background | replace | background | a snowy street
make the shirt red | recolour | shirt | red
make the background a snowy street | replace | background | a snowy street
make the background teal | replace | background | teal
make the woman look ten years younger | fix | woman | ten years younger
make the man a bit older | fix | man | a bit older
make the red shirt dark green | recolour | red shirt | dark green
make everything but the mug teal | recolour | everything but the mug | teal
make the background a fade from teal to navy | replace | background | a fade from teal to navy
make the mug into a teapot | replace | mug | a teapot
make the mug look like a teapot | replace | mug | a teapot
make the dress a deep red | recolour | dress | a deep red
turn the orange suit teal | recolour | orange suit | teal
turn the mug into a teapot | replace | mug | a teapot
recolour the orange suit to teal | recolour | orange suit | teal
recolor the orange suit to teal | recolour | orange suit | teal
colour the car #0F4C81 | recolour | car | #0F4C81
paint the wall sage green | recolour | wall | sage green
dye her hair pink | recolour | hair | pink
change the colour of the shirt to red | recolour | shirt | red
change the shirt's color to burgundy | recolour | shirt | burgundy
change the shirt from blue to red | recolour | blue shirt | red
change the background colour to teal | recolour | background | teal
remove the sign | remove | sign |
erase the logo from the picture | remove | logo |
delete the person on the left | remove | person on the left |
get rid of the cables | remove | cables |
take out the coffee cup | remove | coffee cup |
add a sun hat to the dog | add | dog | a sun hat
add steam above the cup | add | above cup | steam
add a hat | add | free spot | a hat
add steam | add | free spot | steam
add a cup of coffee | add | free spot | a cup of coffee
add a small dog somewhere | add | free spot | a small dog
add a dragon to a free spot | add | free spot | a dragon
add a bird to the picture | add | free spot | a bird
add a cup next to the laptop | add | next to laptop | a cup
add a plant to the left of the sofa | add | to the left of sofa | a plant
put a cat on top of the car | add | on top of car | a cat
add a man in a hat on the bench | add | bench | a man in a hat
fix the hand | fix | hand |
fix the hand: five fingers | fix | hand | five fingers
repair the scratch on the car | fix | scratch on the car |
background: autumn trail | replace | background | autumn trail
new background, snowy street at dusk | replace | background | snowy street at dusk
new background: beach | replace | background | beach
bg -> beach | replace | background | beach
background = autumn trail | replace | background | autumn trail
use an autumn trail as the background | replace | background | an autumn trail
the background should be a beach | replace | background | a beach
make the shirt bold red | recolour | shirt | bold red
recolour the shirt to bold red | recolour | shirt | bold red
swap background to a little house in the woods | replace | background | a little house in the woods
recolour the suit but not the gloves to teal | recolour | suit but not the gloves | teal
change everything except the subject to a beach | replace | everything except the subject | a beach
swap the background to a street without cars | replace | background | a street without cars
@Reshoot hey, can you please swap bg to a beach? thanks :pray: | replace | background | a beach
Can we swap the background to a beach? | replace | background | a beach
I'd like you to change the background to a beach | replace | background | a beach
"swap background to autumn trail" | replace | background | autumn trail
swap background to "Autumn Trail" | replace | background | Autumn Trail
SWAP BACKGROUND TO AUTUMN TRAIL | replace | background | AUTUMN TRAIL
swap background to autumn trail 🍂 | replace | background | autumn trail
swap bg to beach | replace | background | beach
recolour the suit {+6} to teal | recolour | suit {+6} | teal
recolour box 120,80,400,500 to teal | recolour | box 120,80,400,500 | teal
make the sky stormy | replace | sky | stormy
swap the sky with a sunset | replace | sky | a sunset
swap the apple for an orange | replace | apple | an orange
replace the tomato with a lime | replace | tomato | a lime
swap out the background for a beach | replace | background | a beach
great start! now swap the background to a beach | replace | background | a beach
swap the background to a lake, rocks and pines | replace | background | a lake, rocks and pines
swap bg to a desk with colour swatches | replace | background | a desk with colour swatches
swap the background to a beach, everything else stays | replace | background | a beach
swap the background to a beach, keep everything else | replace | background | a beach
make the background colour teal | recolour | background | teal
put product on the beach | replace | background | the beach
swap background to Fujifilm X100 style street | replace | background | Fujifilm X100 style street
swap the background to a 1950s diner | replace | background | a 1950s diner
swap the background to a studio, 3 softboxes | replace | background | a studio, 3 softboxes
change the background to something subtle | replace | background | something subtle
make the background more subtle | replace | background | more subtle
swap bg to a table and a place setting | replace | background | a table and a place setting
swap bg to a café terrace at golden hour | replace | background | a café terrace at golden hour
swap bg to a pond with ducks to the left | replace | background | a pond with ducks to the left
swap the mug for a cup with a handle | replace | mug | a cup with a handle
replace the sky with pink clouds | replace | sky | pink clouds
transform the background into a neon city | replace | background | a neon city
change background from the office to a beach | replace | background | a beach
remove the two people on the left and the bag | remove | two people on the left and the bag |
remove everything except the dog | remove | everything except the dog |
remove the sign but not the pole | remove | sign but not the pole |
erase the text "SALE" | remove | text sale |
add a shadow under the bottle | add | under bottle | a shadow
add a logo to the background | add | background | a logo
add mountains to the background | add | background | mountains
make the shirt #ff0000 | recolour | shirt | #ff0000
recolour shirt to Pantone Very Peri | recolour | shirt | Pantone Very Peri
make the walls sage | recolour | walls | sage
make the car matte black | recolour | car | matte black
make the background pastel pink | replace | background | pastel pink
swap the background: autumn trail | replace | background | autumn trail
swap background -> autumn trail | replace | background | autumn trail
change the backdrop to concrete | replace | backdrop | concrete
change backgrounds to beach | replace | background | beach
change the bg to beach please | replace | background | beach
set the background to teal | replace | background | teal
I'd like the background to be a beach | replace | background | a beach
we need the background changed to a beach | replace | background | a beach
swap the *background* to a beach | replace | background | a beach
fix her eyes | fix | eyes |
retouch the skin on her face | fix | skin on her face |
fix the lighting | fix | lighting |
change the headline to SUMMER SALE | replace | headline | SUMMER SALE
change the price tag to $9.99 | replace | price tag | $9.99
make the background 20% darker | replace | background | 20% darker
make the background darker | replace | background | darker
convert the image to black and white | replace | image | black and white
change hair color to blonde | recolour | hair | blonde
change the label from "A" to "B" | replace | label | B
swap the red shirt for a blue one | recolour | red shirt | a blue one
change the shirt to a red one | recolour | shirt | a red one
switch the red car to blue | recolour | red car | blue
replace red with blue | recolour | red | blue
"""

READINGS = [tuple(map(str.strip, f"{line} ".split(" | "))) for line in _TABLE.strip().splitlines()]

TALK = """
lovely weather today
looks good
looks good to me!
thanks, love the third one
can we change the meeting to Tuesday?
I'd swap 2 and 3
swap 2 and 3
swap 2 with 3
let's swap ideas tomorrow
let's replace John with Anna on this project
can you fix the link?
fix the typo in the doc
please remove me from this channel
add Anna to the thread
add Anna
add a reminder
add people
add a comment somewhere
add me
add me to the invite
put it on hold
put the call on the calendar
make sure the background is on brand
turn off the lights
change of plans
let's change the subject
color me surprised
fix incoming
don't change the background
did you change the background to a beach?
should we swap the background to a beach?
the background looks great
make the deadline Friday
can you delete the old messages
swap works for me
add 10% to the budget
I love what you did with the background
change the launch date to 3 May
what if we swap the background to a beach?
who can make the meeting
paint me a picture
background: why did we choose it?
please don't swap the background to a beach
I told them to swap the background to a beach
turn in the report by Friday
swap the dates in the brief
make a note of the seed
nice!
who added the logo to the background?
make it pop
brb
the new background, is it final?
""".strip().splitlines()
